using System.Text.Json;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Enactment;

/// <summary>Where a whole enactment is going.</summary>
internal enum ScriptDirection
{
    /// <summary>Steps are done from the first to the last.</summary>
    Forward,

    /// <summary>Steps are taken back from the last begun to the first.</summary>
    Back,
}

/// <summary>A journaled step.</summary>
internal sealed record ScriptStep(string Title, EnactmentAction Action, StepState State, DateTimeOffset? At, string? Error);

/// <summary>An enactment as journaled: all that is needed to finish it, or to take it back, after a crash.</summary>
internal sealed record EnactmentScript
{
    public required string Id { get; init; }

    /// <summary>The intent it is for; 0 for a repair of what several ask.</summary>
    public required long IntentId { get; init; }

    /// <summary>What is enacted: null for a new intent or a repair.</summary>
    public ChangeKind? Change { get; init; }

    /// <summary>A repair leads back to what was approved already; after a crash it is planned anew from what is found.</summary>
    public bool Repair { get; init; }

    /// <summary>The desired state it leads to.</summary>
    public required Plan Plan { get; init; }

    public ScriptDirection Direction { get; init; }

    /// <summary>Why it goes back.</summary>
    public string? Reason { get; init; }

    public required IReadOnlyList<ScriptStep> Steps { get; init; }

    public JournalEntry Entry(string state) => new(Id, IntentId, state, JsonSerializer.Serialize(this, IntentJson.Options));

    public static EnactmentScript Read(JournalEntry entry) =>
        JsonSerializer.Deserialize<EnactmentScript>(entry.Json, IntentJson.Options)
        ?? throw new JsonException($"Journal entry {entry.Id} holds null in place of an enactment.");

    public IReadOnlyList<EnactmentStep> ForPeople() => [.. Steps.Select((s, i) => new EnactmentStep(i + 1, s.Title, s.State, s.At, s.Error))];

    public EnactmentScript With(int index, ScriptStep step)
    {
        var steps = Steps.ToArray();
        steps[index] = step;
        return this with { Steps = steps };
    }
}

/// <summary>States of journal entries.</summary>
internal static class JournalState
{
    public const string Open = "open";
    public const string Done = "done";
    public const string RolledBack = "rolled-back";
}
