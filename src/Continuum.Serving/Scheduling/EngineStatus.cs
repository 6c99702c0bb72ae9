namespace Continuum.Serving.Scheduling;

/// <summary>An engine at one moment.</summary>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="Running">Sequences that hold KV blocks.</param>
/// <param name="KvBlocksUsed">KV blocks in use.</param>
/// <param name="KvBlocks">KV blocks in all.</param>
/// <param name="Preemptions">How often a sequence was computed again.</param>
/// <param name="Epoch">The pipeline configuration.</param>
public sealed record EngineStatus(int Waiting, int Running, int KvBlocksUsed, int KvBlocks, long Preemptions, long Epoch);
