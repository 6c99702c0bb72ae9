using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>Who makes a rule apply to a pair of nodes: one subject at either.</summary>
internal readonly record struct Inducer(string AtA, string AtB);

/// <summary>What a path ask demands: asks of one key demand the same, seen from node A.</summary>
/// <param name="Source">The rule.</param>
/// <param name="Inside">Whether it is about the transfers inside a service, which have no waypoints or bounds.</param>
/// <param name="Turned">Whether the rule's sender is at B, so that waypoints are met in reverse from A.</param>
internal readonly record struct AskKey(BoundRule Source, bool Inside, bool Turned)
{
    // By reference: comparing rules by value would walk their expressions on every lookup.
    public bool Equals(AskKey other) => ReferenceEquals(Source, other.Source) && Inside == other.Inside && Turned == other.Turned;

    public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Source), Inside, Turned);
}

/// <summary>A path rule as it applies to one pair of nodes.</summary>
internal sealed class PathAsk(AskKey key, PathDemand demand, TrafficBox box)
{
    public AskKey Key { get; } = key;

    public BoundRule Source => Key.Source;

    public PathDemand Demand { get; } = demand;

    public TrafficBox Box { get; } = box;

    public HashSet<Inducer> Inducers { get; } = [];
}

/// <summary>An isolation as it applies to one pair of nodes.</summary>
internal sealed class IsolationAsk(BoundRule source, TrafficBox box, bool dropAToB, bool dropBToA)
{
    public BoundRule Source { get; } = source;

    public TrafficBox Box { get; } = box;

    public bool DropAToB { get; } = dropAToB;

    public bool DropBToA { get; } = dropBToA;

    public HashSet<Inducer> Inducers { get; } = [];
}

/// <summary>All that rules ask of the packets between two nodes, A before B in the site.</summary>
internal sealed class PairAsks(int a, int b)
{
    public int A { get; } = a;

    public int B { get; } = b;

    public List<PathAsk> Paths { get; } = [];

    public List<IsolationAsk> Isolations { get; } = [];

    public IEnumerable<Inducer> Inducers => Paths.SelectMany(p => p.Inducers).Concat(Isolations.SelectMany(i => i.Inducers)).Distinct();

    public bool Isolated(TrafficBox box, bool aToB) =>
        Isolations.Exists(i => (aToB ? i.DropAToB : i.DropBToA) && i.Box.Contains(box));
}
