namespace Continuum.Core.Policies;

/// <summary>Parts of a service that a condition binds.</summary>
[Flags]
public enum ServiceParts
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>Gateway, scheduler and sampling.</summary>
    Head = 1,

    /// <summary>Layers and the KV cache that lives with them.</summary>
    Stages = 2,

    /// <summary>Head and stages.</summary>
    All = Head | Stages,
}

/// <summary>What happens to requests of the bound class until the pipeline is legal.</summary>
public enum WhileIllegal
{
    /// <summary>They wait.</summary>
    Hold,

    /// <summary>They are answered 403.</summary>
    Refuse,
}

/// <summary>What an objective bounds.</summary>
public enum ObjectiveMetric
{
    /// <summary>Time to first token, ms, at most.</summary>
    Ttft,

    /// <summary>Time per output token after the first, ms, at most.</summary>
    Tpot,

    /// <summary>Time of the whole answer, ms, at most.</summary>
    E2E,

    /// <summary>Output tokens per second, at least.</summary>
    Throughput,
}

/// <summary>A promise on a service's answers.</summary>
/// <param name="Metric">What is bounded.</param>
/// <param name="Bound">Milliseconds, or tokens per second for throughput.</param>
/// <param name="Percentile">1 to 100; 95 where the text names none.</param>
public sealed record Objective(ObjectiveMetric Metric, double Bound, int Percentile = 95);

/// <summary>Where an LLM service's head, stages, KV cache and transfers may live and travel, and how fast it answers.</summary>
public sealed record ServiceRule : Rule
{
    /// <summary>The services bound; workloads that the selector reaches are not.</summary>
    public required Selector Services { get; init; }

    /// <summary>Nodes that may hold the bound parts; null asks nothing.</summary>
    public LabelExpression? Nodes { get; init; }

    /// <summary>The parts that <see cref="Nodes"/> binds.</summary>
    public ServiceParts Parts { get; init; } = ServiceParts.All;

    /// <summary>What transfers between head and stages, and of a reconfiguration, must satisfy; null asks nothing.</summary>
    public PathCondition? Transfers { get; init; }

    /// <summary>Promises on answers.</summary>
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    /// <summary>The data class of requests that the rule is about; null is every request.</summary>
    public string? RequestClass { get; init; }

    /// <summary>What happens to those requests while the pipeline is illegal.</summary>
    public WhileIllegal WhileIllegal { get; init; }

    /// <inheritdoc/>
    public bool Equals(ServiceRule? other) =>
        other is not null && PreferredPriority == other.PreferredPriority && Validity == other.Validity
        && Services == other.Services && Nodes == other.Nodes && Parts == other.Parts && Transfers == other.Transfers
        && Objectives.SequenceEqual(other.Objectives) && RequestClass == other.RequestClass
        && WhileIllegal == other.WhileIllegal;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Services, Nodes, Parts, Transfers, Objectives.Count, WhileIllegal);
}
