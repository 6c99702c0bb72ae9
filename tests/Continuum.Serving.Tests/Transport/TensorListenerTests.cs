using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Continuum.Serving.Tests.Support;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Tests.Transport;

public sealed class TensorListenerTests : IDisposable
{
    private static readonly FrameHeader Hello = new(FrameKind.Hello, 1, 1, 1, 0);
    private readonly TemporaryFolder folder = new();

    private Endpoint Unix => Endpoint.Unix(folder.File("s"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task GarbageClosesItsConnectionAndNoOther()
    {
        var receiver = new Recorder();
        await using var listener = await TensorListener.StartAsync(Unix, receiver, FrameLimits.Default, null, default);
        await using var sound = await TensorLink.ConnectAsync(Unix, Hello, "sound", new LinkOptions(), f => f.Dispose(), default);
        await using var garbage = await TensorStream.ConnectAsync(Unix, null, default);
        await garbage.WriteAsync(new byte[200]);
        Assert.Equal(0, await garbage.ReadAsync(new byte[1]));
        while (receiver.Broken.IsEmpty) await Task.Yield();
        Assert.Contains("0x00000000", receiver.Broken.Single().Message, StringComparison.Ordinal);
        await sound.SendAsync(new Frame(Hello with { Kind = FrameKind.Batch }, new byte[5]), default);
        while (receiver.Frames.Count < 2) await Task.Yield();
        Assert.False(sound.Closed.IsCompleted);
    }

    [Fact]
    public async Task AClosedListenerIsSeenAtOnceAndItsSocketFileIsGone()
    {
        var listener = await TensorListener.StartAsync(Unix, new Recorder(), FrameLimits.Default, null, default);
        await using var link = await TensorLink.ConnectAsync(Unix, Hello, "peer", new LinkOptions(), f => f.Dispose(), default);
        await listener.DisposeAsync();
        await link.Closed;
        await Assert.ThrowsAsync<IOException>(async () => { while (true) await link.SendAsync(new Frame(Hello, default), default); });
        Assert.False(File.Exists(Unix.Path));
        var nobody = await Assert.ThrowsAsync<IOException>(() => TensorStream.ConnectAsync(Unix, null, default));
        Assert.Contains(Unix.ToString(), nobody.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASocketFileLeftByAKilledProcessIsReplacedAndALivingOneIsNot()
    {
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) killed.Bind(new UnixDomainSocketEndPoint(Unix.Path!));
        File.WriteAllText(Unix.Path!, "");
        await using var listener = await TensorListener.StartAsync(Unix, new Recorder(), FrameLimits.Default, null, default);
        Assert.Contains("Another process", (await Assert.ThrowsAsync<IOException>(() => TensorListener.StartAsync(Unix, new Recorder(), FrameLimits.Default, null, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverTcpBothEndsShowACertificateOfTheAuthority()
    {
        using var authority = Authority("continuum test");
        using var stranger = Authority("another");
        var endpoint = Endpoint.Tcp("127.0.0.1", FreePort());
        var receiver = new Recorder();
        await using var listener = await TensorListener.StartAsync(endpoint, receiver, FrameLimits.Default, Security(authority), default);
        await using (await TensorLink.ConnectAsync(endpoint, Hello, "trusted", new LinkOptions { Security = Security(authority) }, f => f.Dispose(), default))
        {
            while (receiver.Frames.IsEmpty) await Task.Yield();
        }
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => TensorStream.ConnectAsync(endpoint, Security(stranger), default));
        // A client that trusts the server and shows the wrong certificate learns it when it reads.
        await using var untrusted = await TensorStream.ConnectAsync(endpoint, new TransportSecurity(Security(stranger).Own, [X509CertificateLoader.LoadCertificate(authority.RawData)]), default);
        await Assert.ThrowsAnyAsync<IOException>(async () => { if (await untrusted.ReadAsync(new byte[1]) == 0) throw new IOException("closed"); });
        Assert.Single(receiver.Frames);
    }

    [Fact]
    public void PacedMessagesFollowOneAnotherAtTheBandwidthAndArriveAfterTheLatency()
    {
        var pace = new LinkPace(1000, 0.5);
        var (free, second) = (0L, System.Diagnostics.Stopwatch.Frequency);
        Assert.Equal(10 * second + second / 10 + second / 2, pace.Due(10 * second, ref free, 100));
        Assert.Equal(10 * second + second / 5 + second / 2, pace.Due(10 * second, ref free, 100));
        Assert.Equal(20 * second + second / 10 + second / 2, pace.Due(20 * second, ref free, 100));
    }

    [Theory]
    [InlineData("unix:/run/a", "unix:/run/a", "unix:/run/a.control")]
    [InlineData("tcp://edge-1:7000", "tcp://edge-1:7000", "tcp://edge-1:7001")]
    [InlineData("http://[::1]:80/", "tcp://[::1]:80", "tcp://[::1]:81")]
    public void EndpointsAreRead(string text, string written, string control)
    {
        Assert.Equal(written, Endpoint.Parse(text).ToString());
        Assert.Equal(control, Endpoint.Parse(text).Control.ToString());
    }

    [Theory]
    [InlineData("unix:relative")]
    [InlineData("tcp://host")]
    [InlineData("tcp://host:0")]
    [InlineData("ftp://host:1")]
    [InlineData("")]
    public void WhatIsNoEndpointIsRefused(string text) => Assert.Throws<FormatException>(() => Endpoint.Parse(text));

    private static TransportSecurity Security(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, 4]);
        return new TransportSecurity(issued.CopyWithPrivateKey(key), [X509CertificateLoader.LoadCertificate(authority.RawData)]);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Recorder : IFrameReceiver
    {
        public ConcurrentBag<FrameHeader> Frames { get; } = [];

        public ConcurrentBag<Exception> Broken { get; } = [];

        public ValueTask ReceiveAsync(Frame frame, TensorConnection connection, CancellationToken cancellation)
        {
            using (frame) Frames.Add(frame.Header);
            return ValueTask.CompletedTask;
        }

        public void Closed(TensorConnection connection, Exception? reason)
        {
            if (reason is not null) Broken.Add(reason);
        }
    }
}
