namespace Continuum.Serving.Scheduling;

/// <summary>A prompt to continue.</summary>
/// <param name="Id">The client's name for it.</param>
/// <param name="Prompt">Token ids, at least one.</param>
/// <param name="Sampling">How to continue.</param>
/// <param name="Tenant">On whose account tokens are computed; tenants share the service fairly.</param>
public sealed record GenerationRequest(string Id, IReadOnlyList<int> Prompt, SamplingParameters Sampling, string Tenant = "");
