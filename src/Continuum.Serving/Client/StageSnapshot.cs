namespace Continuum.Serving.Client;

/// <summary>A stage at one moment, as the head knows it.</summary>
/// <param name="Node">Its node.</param>
/// <param name="FirstLayer">First layer.</param>
/// <param name="LastLayer">Last layer, inclusive.</param>
/// <param name="State">unknown, alive, suspected or dead.</param>
/// <param name="Trouble">If not alive, why.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="BusyShare">Share of the last interval that it was busy, 0 to 1.</param>
/// <param name="Paced">Whether it is slowed to what its node can do.</param>
/// <param name="Steps">Micro-batches computed.</param>
/// <param name="Overruns">Steps that took longer than their pace.</param>
/// <param name="WeightBytes">Bytes of weights.</param>
/// <param name="KvBytes">Bytes of KV capacity.</param>
/// <param name="MemoryBytes">Proportional set size of its process; -1 where the system does not tell.</param>
/// <param name="MemoryBudgetBytes">What it may use; 0 is no limit.</param>
/// <param name="Epoch">The epoch that it has activated.</param>
public sealed record StageSnapshot(
    string Node, int FirstLayer, int LastLayer, string State, string Trouble, int ProcessId, double BusyShare, bool Paced, long Steps, long Overruns,
    long WeightBytes, long KvBytes, long MemoryBytes, long MemoryBudgetBytes, long Epoch);
