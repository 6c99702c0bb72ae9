using System.Text.Json.Nodes;
using Continuum.Core.Sites;

namespace Continuum.Core.Plans;

/// <summary>A server-side-apply patch.</summary>
/// <param name="Subject">The workload it is for.</param>
/// <param name="Body">apiVersion, kind, metadata, spec. Not to be changed after creation.</param>
public sealed record Manifest(string Subject, JsonObject Body);

/// <summary>The layout of a service.</summary>
public sealed record PipelineLayout(string Service, string Head, IReadOnlyList<Stage> Stages)
{
    /// <summary>Head first, then the nodes of the stages, each once.</summary>
    public IReadOnlyList<string> Nodes => [.. Stages.Select(s => s.Node).Prepend(Head).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool Equals(PipelineLayout? other) =>
        other is not null && Service == other.Service && Head == other.Head && Stages.SequenceEqual(other.Stages);

    /// <inheritdoc/>
    public override int GetHashCode() => Stages.Aggregate(HashCode.Combine(Service, Head), HashCode.Combine);
}

/// <summary>Something that changes its place.</summary>
/// <param name="Subject">Workload, or service part such as "triage head" or "triage layers 0-5".</param>
/// <param name="From">Node it leaves; null when it stood nowhere.</param>
/// <param name="To">Node it goes to.</param>
/// <param name="Restart">True when it is restarted; a pipeline is moved without.</param>
public sealed record Move(string Subject, string? From, string To, bool Restart);

/// <summary>
/// The desired state under all active intents and the one planned: not a delta. The baseline of the fabric is left out.
/// </summary>
public sealed record Plan
{
    /// <summary>The approval hash: over the desired state, the site facts it was verified on and the active policies.</summary>
    public required string Hash { get; init; }

    /// <summary>One for every subject of a placement rule.</summary>
    public required IReadOnlyList<Manifest> Kubernetes { get; init; }

    /// <summary>Compiled rules, baseline left out.</summary>
    public required IReadOnlyList<FlowRule> FlowRules { get; init; }

    /// <summary>One for every service that an active rule covers.</summary>
    public required IReadOnlyList<PipelineLayout> Pipelines { get; init; }

    /// <summary>What goes elsewhere.</summary>
    public required IReadOnlyList<Move> Moves { get; init; }

    /// <summary>Admitted nodes of each workload that the plan binds.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Admitted { get; init; }

    /// <summary>Node on which each workload stands once the plan is enacted; absent when nowhere.</summary>
    public required IReadOnlyDictionary<string, string> Placement { get; init; }

    /// <summary>Nodes of the replicas of workloads that stand on several, the one of <see cref="Placement"/> first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Replicas { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Every node on which the workload stands once the plan is enacted; empty when nowhere.</summary>
    public IReadOnlyList<string> NodesOf(string workload) =>
        Replicas.TryGetValue(workload, out var several) ? several : Placement.TryGetValue(workload, out var node) ? [node] : [];

    /// <summary>Workloads that share a node with a bound one, so that its flow rules carry them along.</summary>
    public IReadOnlyList<string> CoResidents { get; init; } = [];

    /// <summary>Preferred rules that could not be met, in words.</summary>
    public IReadOnlyList<string> UnmetPreferences { get; init; } = [];
}
