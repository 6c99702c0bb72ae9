using Continuum.Core.Intents;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Shared;

namespace Dashboard.Components.Strip;

/// <summary>Something on the timeline.</summary>
/// <param name="At">When it began.</param>
/// <param name="Until">When it ended; null for a moment.</param>
/// <param name="Is">What it means.</param>
/// <param name="Text">In words.</param>
/// <param name="Href">Its page.</param>
public sealed record TimelineMark(DateTimeOffset At, DateTimeOffset? Until, Meaning Is, string Text, string Href);

/// <summary>What happened, from what is kept durably: it survives a restart of the console.</summary>
internal static class TimelineMarks
{
    public static IReadOnlyList<TimelineMark> Of(IReadOnlyList<IntentRecord> intents, IReadOnlyList<Reconfiguration> reconfigurations, DateTimeOffset from) =>
    [
        .. intents.SelectMany(States).Concat(intents.SelectMany(Drift)).Concat(reconfigurations.Select(Switch))
            .Where(m => (m.Until ?? m.At) >= from).OrderBy(m => m.At),
    ];

    private static IEnumerable<TimelineMark> States(IntentRecord intent) =>
        intent.States.Where(s => MeaningOf(s.State) is not null)
            .Select(s => new TimelineMark(s.At, null, MeaningOf(s.State)!.Value, $"Intent {intent.Id} {StateWords.Of(s.State).Word}", $"/intents/{intent.Id}"));

    private static IEnumerable<TimelineMark> Drift(IntentRecord intent)
    {
        foreach (var drift in intent.Drift)
        {
            yield return new TimelineMark(drift.NoticedAt, drift.RepairedAt, Meaning.Violated, $"Drift of intent {intent.Id}: {drift.What}", $"/intents/{intent.Id}#drift");
            if (drift.RepairedAt is { } at) yield return new TimelineMark(at, null, Meaning.Proven, $"Repaired: {drift.What}", $"/intents/{intent.Id}#drift");
        }
    }

    private static TimelineMark Switch(Reconfiguration item)
    {
        var begun = item.Steps.Count > 0 ? item.Steps[0].At : DateTimeOffset.MinValue;
        var ended = item.State is ReconfigurationState.Done or ReconfigurationState.Aborted ? item.Steps[^1].At : DateTimeOffset.MaxValue;
        return new TimelineMark(begun, ended, item.State == ReconfigurationState.Aborted ? Meaning.Warning : Meaning.Moving,
            $"{item.Service}: pipeline moved ({item.State.ToString().ToLowerInvariant()})", $"/reconfigurations/{item.Id}");
    }

    private static Meaning? MeaningOf(IntentState state) => state switch
    {
        IntentState.Active => Meaning.Proven,
        IntentState.Enacting => Meaning.Moving,
        IntentState.Rejected or IntentState.Stale or IntentState.Expired => Meaning.Warning,
        IntentState.Failed => Meaning.Violated,
        IntentState.Withdrawn or IntentState.AwaitingApproval => Meaning.Neutral,
        _ => null,
    };
}
