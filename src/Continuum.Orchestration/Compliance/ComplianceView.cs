using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Compliance;

/// <summary>Makes the compliance report from the stored evidence; it reads nothing from the system itself.</summary>
public sealed class ComplianceView(IIntentStore store, ISiteFeed feed, TimeProvider time)
{
    /// <summary>The report as of now.</summary>
    public ComplianceReport Build()
    {
        var (now, site) = (time.GetUtcNow(), feed.Current.Site);
        List<IntentRecord> active = [.. store.All().Where(r => ActiveIntents.Binds(r) && r.Policy is not null)];
        List<ComplianceRow> rows = [.. active.SelectMany(r => r.Policy!.Rules.Select((rule, i) => Row(r, rule, i, site, now)))];
        var bound = rows.SelectMany(r => r.Cells).Select(c => c.Subject).ToHashSet(StringComparer.Ordinal);
        return new ComplianceReport(
            now,
            [.. site.Subjects.Select(s => s.Name).Where(bound.Contains)],
            [.. rows.OrderBy(r => Urgency(r.State)).ThenBy(r => r.IntentId).ThenBy(r => r.Rule)],
            active.Count(r => r.ProvenAt is not null && r.Evidence.All(e => e.Holds) && r.Drift.All(d => d.RepairedAt is not null)),
            active.Count,
            active.Count == 0 || active.Any(r => r.ProvenAt is null) ? null : active.Max(r => (now - r.ProvenAt!.Value).TotalSeconds),
            active.Sum(r => r.Drift.Count(d => d.RepairedAt is null)));
    }

    private static ComplianceRow Row(IntentRecord record, Rule rule, int index, Site site, DateTimeOffset now)
    {
        List<ComplianceCell> cells = [.. SubjectsOf(rule, site).Select(s => Cell(record, rule, index, s.Name, now))];
        var words = index < record.Words.Count ? record.Words[index] : string.Create(CultureInfo.InvariantCulture, $"rule {index + 1} of intent {record.Id}");
        return new ComplianceRow(record.Id, index, words, cells.Count == 0 ? ComplianceState.Unproven : cells.MinBy(c => Urgency(c.State))!.State, cells);
    }

    private static ComplianceCell Cell(IntentRecord record, Rule rule, int index, string subject, DateTimeOffset now)
    {
        if (!rule.IsHard) return new ComplianceCell(subject, ComplianceState.Preferred, null, null, "a preference");
        if (!rule.InForce(now)) return new ComplianceCell(subject, ComplianceState.NotInForce, null, null, Window(rule.Validity!));
        var prefix = string.Create(CultureInfo.InvariantCulture, $":{record.Id}:{index}:");
        if (record.Drift.FirstOrDefault(d => d.RepairedAt is null && Concerns(d, prefix, subject)) is { } drift)
            return new ComplianceCell(subject, ComplianceState.Violated, record.ProvenAt, Age(record.ProvenAt, now), drift.What);
        List<EvidenceItem> items = [.. record.Evidence.Where(e => e.Rule == index && e.About.Contains(subject))];
        if (items.Count == 0) return new ComplianceCell(subject, ComplianceState.Unproven, null, null, "not proven yet");
        var at = items.Min(e => e.At);
        return items.Find(e => !e.Holds) is { } broken
            ? new ComplianceCell(subject, ComplianceState.Violated, record.ProvenAt, Age(record.ProvenAt, now), $"{broken.Subject}: {broken.Observed}")
            : new ComplianceCell(subject, ComplianceState.Proven, at, Age(at, now), items.Count == 1 ? items[0].Observed : string.Create(CultureInfo.InvariantCulture, $"{items.Count} items of evidence"));
    }

    // Drift of a rule names it in its key; drift of an element names the element.
    private static bool Concerns(DriftEvent drift, string rulePrefix, string subject) =>
        drift.Key.StartsWith("path", StringComparison.Ordinal) || drift.Key.StartsWith("place", StringComparison.Ordinal)
            ? drift.Key.Contains(rulePrefix, StringComparison.Ordinal) && drift.Key.Split(':').Contains(subject)
            : drift.Key.Split(':').Contains(subject);

    private static IEnumerable<ISubject> SubjectsOf(Rule rule, Site site) => rule switch
    {
        PlacementRule p => p.Subjects.Of(site),
        PathRule p => site.Subjects.Where(s => p.From.Selects(s) || p.To.Selects(s)),
        IsolationRule i => site.Subjects.Where(s => i.A.Selects(s) || i.B.Selects(s)),
        ServiceRule s => s.Services.Of(site).Where(x => x is Service),
        _ => [],
    };

    private static string Window(Validity validity) =>
        validity.From is { } from ? string.Create(CultureInfo.InvariantCulture, $"begins {from:u}") : string.Create(CultureInfo.InvariantCulture, $"ended {validity.Until:u}");

    private static double? Age(DateTimeOffset? at, DateTimeOffset now) => at is { } then ? Math.Max(0, (now - then).TotalSeconds) : null;

    private static int Urgency(ComplianceState state) => state switch
    {
        ComplianceState.Violated => 0,
        ComplianceState.Unproven => 1,
        ComplianceState.Proven => 2,
        ComplianceState.NotInForce => 3,
        _ => 4,
    };
}
