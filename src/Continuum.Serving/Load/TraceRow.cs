namespace Continuum.Serving.Load;

/// <summary>A request of a trace.</summary>
/// <param name="Seconds">When it came, from the first on.</param>
/// <param name="PromptTokens">Tokens of its prompt.</param>
/// <param name="GeneratedTokens">Tokens of its answer.</param>
public readonly record struct TraceRow(double Seconds, int PromptTokens, int GeneratedTokens);
