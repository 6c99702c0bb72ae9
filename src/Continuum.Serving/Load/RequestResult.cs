namespace Continuum.Serving.Load;

/// <summary>What became of a request, in seconds on this process's monotonic clock.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Late">How much later than planned it was sent: more than a little means that the generator is the bottleneck.</param>
/// <param name="Error">What went wrong, as a short kind (<c>http_429</c>, <c>connection</c>, <c>timeout</c>, <c>stream</c>, <c>incomplete</c>), or null.</param>
/// <param name="Ttft">Sent to first token, or null.</param>
/// <param name="EndToEnd">Sent to last token, or null.</param>
/// <param name="Tokens">Tokens received.</param>
/// <param name="Gaps">Gaps between events that brought tokens.</param>
public sealed record RequestResult(int Number, double Late, string? Error, double? Ttft, double? EndToEnd, int Tokens, IReadOnlyList<double> Gaps)
{
    /// <summary>(E2E - TTFT) / (n - 1), or null with fewer than two tokens.</summary>
    public double? Tpot => Error is null && Tokens > 1 ? (EndToEnd - Ttft) / (Tokens - 1) : null;
}
