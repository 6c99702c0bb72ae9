using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>A piece of a sentence, from one token to another (exclusive).</summary>
internal abstract record Item(int From, int To);

/// <summary>Workloads or services, with the preposition before them ("to", "from", "with", "by", "for" or "").</summary>
internal sealed record SubjectItem(int From, int To, SubjectSet Set, string Preposition) : Item(From, To);

/// <summary>A place with its preposition; <paramref name="Away"/> when the preposition excludes it ("outside", "off", "out of").</summary>
internal sealed record PlaceItem(int From, int To, Place Place, string Preposition, bool Away) : Item(From, To)
{
    /// <summary>In place of a preposition where the condition is a verb: "encrypt what they exchange".</summary>
    public const string Encrypt = "encrypt";
}

/// <summary>Traffic.</summary>
internal sealed record TrafficItem(int From, int To, TrafficSet Set) : Item(From, To);

/// <summary>A protocol or port that stands alone: "over SSH".</summary>
internal sealed record ClassItem(int From, int To, IReadOnlyList<TrafficClass> Classes) : Item(From, To);

/// <summary>A verb, with every class that it is in.</summary>
internal sealed record VerbItem(int From, int To, IReadOnlyList<W> Classes, string Text) : Item(From, To)
{
    public bool Is(W kind) => Classes.Contains(kind);
}

/// <summary>A small word that steers: not, only, must, preferably, together, ...</summary>
internal sealed record FlagItem(int From, int To, W Kind) : Item(From, To);

/// <summary>What stands between clauses: and, or, but, a comma, a colon.</summary>
internal sealed record JointItem(int From, int To, W Kind) : Item(From, To)
{
    public bool IsComma { get; init; }
}

/// <summary>"the same node", "different zones", "across regions", "one per zone".</summary>
internal sealed record DomainItem(int From, int To, bool Same, Topology Topology) : Item(From, To);

/// <summary>What an objective bounds.</summary>
internal sealed record MetricItem(int From, int To, ObjectiveMetric Metric) : Item(From, To);

/// <summary>A bound: "at most 300 ms", "3 hops", "20 tokens per second".</summary>
internal sealed record QuantityItem(int From, int To, double Value, QuantityUnit Unit, Bound Bound) : Item(From, To);

/// <summary>"p95", "in 99 % of cases".</summary>
internal sealed record PercentileItem(int From, int To, int Percentile) : Item(From, To);

/// <summary>When a rule is in force.</summary>
internal sealed record WindowItem(int From, int To, Validity Validity) : Item(From, To);

/// <summary>"while the pipeline is illegal", "until it is compliant".</summary>
internal sealed record IllegalItem(int From, int To) : Item(From, To);

/// <summary>Why the operator wants it; no rule.</summary>
internal sealed record ReasonItem(int From, int To) : Item(From, To);

/// <summary>A condition that no rule can hold ("unless it rains").</summary>
internal sealed record ConditionItem(int From, int To) : Item(From, To);

/// <summary>A word that asks for something without saying what ("safe", "fast").</summary>
internal sealed record VagueItem(int From, int To) : Item(From, To);

/// <summary>A word that is not understood.</summary>
internal sealed record UnknownItem(int From, int To) : Item(From, To);

/// <summary>A word without weight.</summary>
internal sealed record FillerItem(int From, int To) : Item(From, To);

/// <summary>Units of bounds.</summary>
internal enum QuantityUnit
{
    Milliseconds,
    Hops,

    /// <summary>Switches passed: one more than hops.</summary>
    Switches,
    TokensPerSecond,
    Other,
}

/// <summary>Which way a bound goes.</summary>
internal enum Bound
{
    /// <summary>The text gives a number alone.</summary>
    Unsaid,
    AtMost,
    AtLeast,
}
