namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>What a service is doing.</summary>
/// <param name="Running">Requests in flight.</param>
/// <param name="TokensPerSecond">Tokens written a second, all requests together.</param>
/// <param name="LiveTokens">Tokens whose keys and values are kept.</param>
internal sealed record ServiceLoad(int Running, double TokensPerSecond, int LiveTokens)
{
    /// <summary>Before the first figures.</summary>
    public static readonly ServiceLoad Initial = new(4, 160, 4 * 576);
}

/// <summary>The newest load of each service; written by the figures, read by reconfigurations.</summary>
internal sealed class ServiceLoads
{
    private volatile IReadOnlyDictionary<string, ServiceLoad> newest = new Dictionary<string, ServiceLoad>();

    public ServiceLoad Of(string service) => newest.GetValueOrDefault(service, ServiceLoad.Initial);

    public void Set(IReadOnlyDictionary<string, ServiceLoad> loads) => newest = loads;
}
