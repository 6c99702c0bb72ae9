using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;

namespace Continuum.Orchestration.Watch;

/// <summary>Keeps the drift of intents: what was found, when it happened, was noticed, and was put right.</summary>
internal sealed class DriftBook(IntentLedger ledger)
{
    private const int Most = 50;

    /// <summary>Resolutions as records hold them.</summary>
    public const string Repaired = "repaired";
    public const string Escalated = "escalated";
    public const string ByItself = "resolved by itself";

    /// <summary>Opens an event for each finding that has none open.</summary>
    public async Task OpenAsync(IEnumerable<Finding> findings, Func<Finding, DateTimeOffset> happenedAt, DateTimeOffset noticedAt, CancellationToken cancellationToken)
    {
        foreach (var (id, finding) in findings.SelectMany(f => f.Intents.Select(i => (i, f))))
        {
            if (ledger.Find(id) is not { } record || OpenOf(record).Any(d => d.Key == finding.Key)) continue;
            var happened = happenedAt(finding);
            var drift = new DriftEvent(
                string.Create(CultureInfo.InvariantCulture, $"{id}-{noticedAt.UtcTicks:x}-{finding.Key}"), finding.What, noticedAt, happened < noticedAt ? happened : noticedAt, null, null)
            {
                Key = finding.Key,
            };
            await ledger.AuditAsync("drift", Actors.Console, id, new { drift.Id, drift.What, drift.HappenedAt, drift.NoticedAt }, cancellationToken).ConfigureAwait(false);
            await ledger.UpdateAsync(id, r => r with { Drift = [drift, .. r.Drift.Take(Most - 1)] }, cancellationToken).ConfigureAwait(false);
            ledger.Publish("drift", id, new DriftNotice(id, drift));
        }
    }

    /// <summary>Closes open events whose key the filter takes.</summary>
    public async Task CloseAsync(Func<string, bool> keys, string resolution, CancellationToken cancellationToken)
    {
        foreach (var record in ledger.All())
        {
            var closed = OpenOf(record).Where(d => keys(d.Key)).Select(d => d with { RepairedAt = ledger.Now, Resolution = resolution }).ToList();
            if (closed.Count == 0) continue;
            foreach (var drift in closed)
                await ledger.AuditAsync("drift", Actors.Console, record.Id, new { drift.Id, drift.What, drift.Resolution, drift.RepairedAt }, cancellationToken).ConfigureAwait(false);
            await ledger.UpdateAsync(record.Id, r => r with { Drift = [.. r.Drift.Select(d => closed.Find(c => c.Id == d.Id) ?? d)] }, cancellationToken).ConfigureAwait(false);
            foreach (var drift in closed) ledger.Publish("drift", record.Id, new DriftNotice(record.Id, drift));
        }
    }

    /// <summary>Marks open events as handed to a person; they stay open until what they tell of is gone.</summary>
    public async Task EscalateAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        foreach (var record in ledger.All())
        {
            var marked = OpenOf(record).Where(d => keys.Contains(d.Key) && d.Resolution is null).Select(d => d with { Resolution = Escalated }).ToList();
            if (marked.Count == 0) continue;
            await ledger.UpdateAsync(record.Id, r => r with { Drift = [.. r.Drift.Select(d => marked.Find(c => c.Id == d.Id) ?? d)] }, cancellationToken).ConfigureAwait(false);
            foreach (var drift in marked)
            {
                await ledger.AuditAsync("drift", Actors.Console, record.Id, new { drift.Id, drift.What, drift.Resolution }, cancellationToken).ConfigureAwait(false);
                ledger.Publish("drift", record.Id, new DriftNotice(record.Id, drift));
            }
        }
    }

    public IReadOnlyList<string> OpenKeys() => [.. ledger.All().SelectMany(OpenOf).Select(d => d.Key).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<DriftEvent> OpenOf(IntentRecord record) =>
        record.State is IntentState.Withdrawn or IntentState.Expired ? [] : record.Drift.Where(d => d.RepairedAt is null);
}
