using Continuum.Serving.Reconfiguration.Copying;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>A micro-batch between stages, or the last hidden states on their way back to the head.</summary>
internal sealed record ToyBatch(long Term, long Epoch, MicroBatch Batch, ulong[] Hidden);

/// <summary>Slots of a layer on their way to another stage.</summary>
internal sealed record ToyFrame(KvSlots Slots, ulong[] Values, ulong[] Sums);

/// <summary>A copier reads and sends what it chose before, then chooses what is next.</summary>
internal sealed record CopierTurn(CopyJob Job, KvSlots Slots, string Target);

/// <summary>Layers are loaded.</summary>
internal sealed record LoadEnded(long Epoch);

/// <summary>The disk has taken an entry; then the head hears of it.</summary>
internal sealed record DiskTurn(Serving.Reconfiguration.JournalEntry Entry, bool Written);

/// <summary>The engine lists blocks.</summary>
internal sealed record ListTurn(int Round);
