namespace Continuum.Serving.Reconfiguration;

/// <summary>One change on its way to a new epoch, as the head sees it.</summary>
internal sealed class Attempt(long epoch, ChangeKind kind, EpochLayout? from, EpochLayout to, Safeguards safeguards)
{
    private readonly List<string> prepared = [], copied = [], verified = [], activated = [], released = [];
    private readonly Dictionary<int, ulong> sent = [], received = [];

    public long Epoch => epoch;

    public ChangeKind Kind => kind;

    public EpochLayout? From => from;

    public EpochLayout To => to;

    public ReconfigurationState State { get; private set; }

    /// <summary>Whoever is locked: all stages of both pipelines, or those of the target where nothing moves.</summary>
    public IReadOnlyList<string> Locked { get; } = Union(kind == ChangeKind.Move ? from : null, to);

    /// <summary>Whoever gives layers away.</summary>
    public IReadOnlyList<string> Sources { get; } = kind == ChangeKind.Move ? Giving(from!, to) : [];

    public long StartedUs { get; init; }

    public long HeldUs { get; set; }

    public int Round { get; set; }

    public bool Final { get; set; }

    /// <summary>Blocks of the round under way; null while they are being listed, and between rounds.</summary>
    public IReadOnlyList<BlockFill>? Blocks { get; set; }

    public bool RoundOpen { get; set; }

    public bool Drained { get; set; }

    public bool IntentWritten { get; set; }

    /// <summary>The commit record is on its way to the journal: there is no way back.</summary>
    public bool CommitWritten { get; set; }

    public bool StepReturned { get; set; }

    public Convergence? Convergence { get; set; }

    public long RoundSlots { get; set; }

    public long RoundBytes { get; set; }

    /// <summary>Limit of blocks to go back to.</summary>
    public int LimitBefore { get; init; }

    /// <summary>Limit of blocks while both pipelines hold them.</summary>
    public int LimitDuring { get; init; }

    /// <summary>Limit of blocks afterwards.</summary>
    public int LimitAfter { get; init; }

    /// <summary>Whether nothing can end it without a trace any more.</summary>
    public bool IsCommitted => State is ReconfigurationState.Committed or ReconfigurationState.Releasing;

    public void Advance(ReconfigurationState next)
    {
        if (!ReconfigurationTransitions.Allows(State, next)) throw new InvalidOperationException($"Epoch {epoch} is {State}; {next} does not follow. This is a mistake in the protocol.");
        State = next;
    }

    /// <summary>Goes straight to a committed state: a restarted head found it so.</summary>
    public void Restore() => State = ReconfigurationState.Committed;

    public bool Prepared(string node) => Count(prepared, node, Locked.Count);

    public bool Copied(string node) => Count(copied, node, Sources.Count);

    public bool Verified(string node) => Count(verified, node, to.Stages.Count);

    public bool Activated(string node) => Count(activated, node, to.Stages.Count);

    public bool Released(string node, int of) => Count(released, node, of);

    public bool AllCopied => copied.Count >= Sources.Count;

    public bool AllVerified => verified.Count >= to.Stages.Count;

    public bool AllActivated => activated.Count >= to.Stages.Count;

    public bool HasPrepared(string node) => prepared.Contains(node);

    public bool HasCopied(string node) => copied.Contains(node);

    public bool HasVerified(string node) => verified.Contains(node);

    public bool HasActivated(string node) => activated.Contains(node);

    public bool HasReleased(string node) => released.Contains(node);

    public void BeginRound(bool final)
    {
        Round++;
        (Final, Blocks, RoundOpen, RoundSlots, RoundBytes) = (final, null, true, 0, 0);
        copied.Clear();
    }

    public void AddSent(IReadOnlyList<LayerSum>? sums)
    {
        foreach (var (layer, sum) in sums ?? []) sent[layer] = sum;
    }

    public void AddReceived(IReadOnlyList<LayerSum> sums)
    {
        foreach (var (layer, sum) in sums) received[layer] = sum;
    }

    /// <summary>A layer whose checksum differs between the sides, or -1.</summary>
    public int DifferentLayer()
    {
        foreach (var (layer, sum) in sent)
            if (!received.TryGetValue(layer, out var other) || other != sum) return layer;
        return -1;
    }

    private bool Count(List<string> who, string node, int all)
    {
        if (!safeguards.CountNodesOnce || !who.Contains(node)) who.Add(node);
        return who.Count >= all;
    }

    private static List<string> Union(EpochLayout? from, EpochLayout to)
    {
        var nodes = new List<string>();
        foreach (var stage in to.Stages) nodes.Add(stage.Node);
        if (from is null) return nodes;
        foreach (var stage in from.Stages)
            if (!nodes.Contains(stage.Node)) nodes.Add(stage.Node);
        return nodes;
    }

    private static List<string> Giving(EpochLayout from, EpochLayout to)
    {
        var nodes = new List<string>();
        foreach (var stage in from.Stages)
            for (var layer = stage.Layers.First; layer <= stage.Layers.Last; layer++)
                if (!to.Holds(stage.Node, layer) && !nodes.Contains(stage.Node)) nodes.Add(stage.Node);
        return nodes;
    }
}
