using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Api;

/// <summary>An intent in a list.</summary>
public sealed record IntentSummary(
    long Id, string Text, IntentState Status, IReadOnlyList<string> Words, string Author, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ProvenAt, string? PlanHash, int OpenDrift)
{
    /// <summary>The summary of a record.</summary>
    public static IntentSummary Of(IntentRecord record) => new(
        record.Id, record.Text, record.State, record.Words, record.Author, record.CreatedAt, record.UpdatedAt, record.ProvenAt,
        (record.Change?.Plan ?? record.Plan)?.Hash, record.Drift.Count(d => d.RepairedAt is null && d.Resolution is null));
}
