using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Continuum.Serving.Transport;

/// <summary>Mutual TLS: both ends show a certificate that one of the given authorities has issued. Unix sockets need none.</summary>
/// <param name="own">Certificate of this process, with its private key.</param>
/// <param name="authorities">Authorities that peers' certificates must come from.</param>
public sealed class TransportSecurity(X509Certificate2 own, X509Certificate2Collection authorities)
{
    /// <summary>Reads certificates from PEM files.</summary>
    /// <param name="certificate">Certificate of this process.</param>
    /// <param name="key">Its private key.</param>
    /// <param name="authorities">Certificates of the authorities.</param>
    /// <returns>The settings.</returns>
    public static TransportSecurity FromFiles(string certificate, string key, string authorities)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authorities);
        return new TransportSecurity(X509Certificate2.CreateFromPemFile(certificate, key), trusted);
    }

    /// <summary>Certificate of this process.</summary>
    public X509Certificate2 Own { get; } = own;

    /// <summary>Whether a peer's certificate comes from one of the authorities; the host name is checked by the caller's side only.</summary>
    internal bool Trusts(X509Certificate? certificate)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }

    internal async Task<Stream> AuthenticateClientAsync(Stream stream, string host, CancellationToken cancellation)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificates = [Own],
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                        (errors & (SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable)) == 0 && Trusts(certificate),
                },
                cancellation);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    internal async Task<Stream> AuthenticateServerAsync(Stream stream, CancellationToken cancellation)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = Own,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate),
                },
                cancellation);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
