namespace Continuum.Serving.Load;

/// <summary>A request to be sent.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Due">Seconds after the start.</param>
/// <param name="Prompt">Token ids.</param>
/// <param name="Tokens">Tokens to generate.</param>
public sealed record PlannedRequest(int Number, double Due, IReadOnlyList<int> Prompt, int Tokens);
