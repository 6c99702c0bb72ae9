using System.Text.Json.Nodes;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;
using Dashboard.CommandLine;

namespace Dashboard.Api;

/// <summary>The policy of an intent.</summary>
/// <param name="Words">In words, a line a rule, printed by code.</param>
/// <param name="Rules">The typed rules.</param>
/// <param name="Unmapped">Parts of the text that no rule accounts for.</param>
public sealed record PolicyView(IReadOnlyList<string> Words, IReadOnlyList<Rule> Rules, IReadOnlyList<string> Unmapped);

/// <summary>A change of an active intent that is planned or waits for approval.</summary>
public sealed record ChangeView(ChangeKind Kind, string Actor, DateTimeOffset At, string? Text, JsonObject? Plan, Verdict? Verdict);

/// <summary>An intent with its whole story; plan and verdict have the shape that the command line prints.</summary>
public sealed record IntentDetail(
    long Id, string Intent, string Author, string Origin, string? Planner, IntentState Status, string? Note, Question? Question, string? Answer, PolicyView? Policy,
    IReadOnlyList<string> Assumptions, JsonObject? Plan, Verdict? Verdict, Approval? Approval, IReadOnlyList<EnactmentStep> Steps, IReadOnlyList<EvidenceItem> Evidence,
    DateTimeOffset? ProvenAt, IReadOnlyList<DriftEvent> Drift, ChangeView? Change, long? BecameChangeOf, IReadOnlyList<Turn> Turns, IReadOnlyList<StateChange> States,
    IReadOnlyDictionary<string, double> Timings, TokenUse Tokens, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The detail of a record.</summary>
    public static IntentDetail Of(IntentRecord r) => new(
        r.Id, r.Text, r.Author, r.Origin, r.Understanding?.Planner, r.State, r.Note,
        r.State == IntentState.Clarifying ? r.Understanding?.Question : null, r.Understanding?.Answer?.Text,
        r.Policy is null ? null : new PolicyView(r.Words, r.Policy.Rules, Unmapped(r)),
        r.Understanding?.Assumptions ?? [], r.Plan is null ? null : PlanJson.Write(r.Plan), r.Verdict, r.Approval, r.Steps, r.Evidence, r.ProvenAt, r.Drift,
        r.Change is { } c ? new ChangeView(c.Kind, c.Actor, c.At, c.Text, c.Plan is null ? null : PlanJson.Write(c.Plan), c.Verdict) : null,
        r.BecameChangeOf, r.Turns, r.States, r.Timings, r.Understanding?.Tokens ?? default, r.CreatedAt, r.UpdatedAt);

    private static string[] Unmapped(IntentRecord r)
    {
        var said = r.Turns.LastOrDefault(t => t.Speaker == Speaker.Operator)?.Text ?? r.Text;
        return [.. (r.Understanding?.Unmapped ?? []).Where(s => s.Start >= 0 && s.Start + s.Length <= said.Length).Select(s => said.Substring(s.Start, s.Length))];
    }
}
