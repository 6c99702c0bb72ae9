using System.Text.Json.Serialization;
using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Enactment;

/// <summary>What a step does, with what takes it back. Doing either twice is the same as once.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FlowAction), "flows")]
[JsonDerivedType(typeof(ApplyAction), "apply")]
[JsonDerivedType(typeof(WithdrawAction), "withdraw")]
[JsonDerivedType(typeof(MoveAction), "move")]
[JsonDerivedType(typeof(ReconfigureAction), "reconfigure")]
internal abstract record EnactmentAction;

/// <summary>Rules are added, then others removed.</summary>
internal sealed record FlowAction(FabricChange Do, FabricChange Undo) : EnactmentAction;

/// <summary>A manifest is applied; before it stood another of ours, or none.</summary>
internal sealed record ApplyAction(Manifest Manifest, Manifest? Before) : EnactmentAction;

/// <summary>Our manifest of a workload is taken back.</summary>
internal sealed record WithdrawAction(Manifest Before) : EnactmentAction;

/// <summary>A workload goes elsewhere. From null it stood nowhere, and taking the step back leaves it where it is.</summary>
internal sealed record MoveAction(string Workload, string? From, string To) : EnactmentAction
{
    /// <summary>All nodes before, when there were several.</summary>
    public IReadOnlyList<string>? FromSeveral { get; init; }

    /// <summary>All nodes afterwards, when there are several; the first is <see cref="To"/>.</summary>
    public IReadOnlyList<string>? ToSeveral { get; init; }

    /// <summary>Where it goes.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Targets => ToSeveral ?? [To];

    /// <summary>Where it was.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Origins => FromSeveral ?? (From is null ? [] : [From]);
}

/// <summary>A pipeline goes from one layout to another while it answers.</summary>
internal sealed record ReconfigureAction(PipelineLayout From, PipelineLayout To) : EnactmentAction;
