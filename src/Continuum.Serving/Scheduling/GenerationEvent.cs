namespace Continuum.Serving.Scheduling;

/// <summary>What a client hears of its request.</summary>
/// <param name="Index">Number of the generated token from 0; of an end without token, the number of tokens before it.</param>
/// <param name="Token">The token, or null for an end without one.</param>
/// <param name="Finish">Why the request ended, with its last event only.</param>
/// <param name="Error">What failed, with <see cref="FinishReason.Failed"/>.</param>
public readonly record struct GenerationEvent(int Index, int? Token, FinishReason? Finish, string? Error = null);
