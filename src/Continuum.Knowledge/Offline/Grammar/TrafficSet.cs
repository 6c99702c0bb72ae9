using Continuum.Core.Policies;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>What traffic a phrase speaks of. An end that the text leaves open is null.</summary>
internal sealed record TrafficSet(SubjectSet? From, SubjectSet? To)
{
    /// <summary>Protocols and ports; empty is all packets.</summary>
    public IReadOnlyList<TrafficClass> Classes { get; init; } = [];

    /// <summary>"from A to B", "A -> B": the text names a direction.</summary>
    public bool Directed { get; init; }

    /// <summary>Further pairs: "from a to b and from a to c".</summary>
    public IReadOnlyList<TrafficSet> More { get; init; } = [];

    /// <summary>"no traffic".</summary>
    public bool Negated { get; init; }

    /// <summary>"only HTTPS traffic".</summary>
    public bool Only { get; init; }

    /// <summary>"their traffic", "traffic among them": within the set.</summary>
    public bool Within { get; init; }

    /// <summary>The phrase is about how long or how many hops ("the latency between A and B").</summary>
    public Measure Measure { get; init; }
}

/// <summary>What a phrase about traffic measures.</summary>
internal enum Measure
{
    None,

    Latency,

    RoundTrip,

    Hops,
}
