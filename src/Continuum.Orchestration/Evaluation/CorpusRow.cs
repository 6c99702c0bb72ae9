using Continuum.Core.Policies;

namespace Continuum.Orchestration.Evaluation;

/// <summary>An intent with what a correct plan for it must be like.</summary>
public sealed record CorpusRow
{
    /// <summary>Line of the corpus file, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Its id, unique in the file.</summary>
    public required string Id { get; init; }

    /// <summary>Site file, relative to the corpus file; null for the one the command line names.</summary>
    public string? Site { get; init; }

    /// <summary>tune, test or another name; null for none.</summary>
    public string? Split { get; init; }

    /// <summary>computing, networking, hybrid or serving.</summary>
    public required string Class { get; init; }

    /// <summary>simple or complex.</summary>
    public required string Difficulty { get; init; }

    /// <summary>Texts of intents that are active already, in order.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>The text to plan.</summary>
    public required string Text { get; init; }

    /// <summary>What is right.</summary>
    public required Expectation Expect { get; init; }
}

/// <summary>What a correct plan is like: sets of nodes, switches and links, so that any correct policy passes.</summary>
public sealed record Expectation
{
    /// <summary>The right outcome: pass, conflict, infeasible or clarify.</summary>
    public required string Outcome { get; init; }

    /// <summary>Other outcomes that are right too.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Where workloads may be admitted.</summary>
    public IReadOnlyList<ExpectedNodes> Placement { get; init; } = [];

    /// <summary>Where heads and stages of services may be.</summary>
    public IReadOnlyList<ExpectedNodes> Service { get; init; } = [];

    /// <summary>Workloads whose replicas stand apart.</summary>
    public IReadOnlyList<ExpectedSpread> Spread { get; init; } = [];

    /// <summary>Groups of which all stand on one node.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Colocate { get; init; } = [];

    /// <summary>Groups of which no two stand on one node.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Separate { get; init; } = [];

    /// <summary>How packets travel.</summary>
    public IReadOnlyList<ExpectedPath> Paths { get; init; } = [];

    /// <summary>Pairs between which no packet arrives.</summary>
    public IReadOnlyList<(string A, string B)> Isolated { get; init; } = [];

    /// <summary>Only packets from the first to the second of a pair are dropped; the others arrive.</summary>
    public bool OneWay { get; init; }

    /// <summary>Whether that outcome is right.</summary>
    public bool Permits(string outcome) => outcome == Outcome || Also.Contains(outcome);
}

/// <summary>Nodes that a workload or service may be on; every admitted one must be among them.</summary>
public sealed record ExpectedNodes(string Name, IReadOnlyList<string> Allowed);

/// <summary>A workload whose replicas stand in different domains.</summary>
public sealed record ExpectedSpread(string Workload, Topology Topology);

/// <summary>How every packet between two subjects travels, there and back.</summary>
/// <param name="From">Workload or service.</param>
/// <param name="To">Workload or service; the same service for the transfers inside its pipeline.</param>
/// <param name="Forbidden">Switches, and links as "a&lt;-&gt;b".</param>
/// <param name="Through">Switches in order, reversed on the way back.</param>
/// <param name="MaxLatencyMs">Bound on the sum of link latencies one way.</param>
/// <param name="Traffic">Which packets; null for all.</param>
public sealed record ExpectedPath(string From, string To, IReadOnlyList<string> Forbidden, IReadOnlyList<string> Through, double? MaxLatencyMs, TrafficClass? Traffic);
