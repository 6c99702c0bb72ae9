using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>How the tables differ from the desired state; the baseline is not looked at, the fabric keeps it itself.</summary>
/// <param name="Missing">Compiled rules that are not installed, or that act otherwise.</param>
/// <param name="Foreign">Rules above the baseline that nobody asked for.</param>
internal sealed record TableDifference(IReadOnlyList<FlowRule> Missing, IReadOnlyList<FlowRule> Foreign)
{
    public bool None => Missing.Count + Foreign.Count == 0;

    public static TableDifference Of(Plan plan, IReadOnlyList<FlowRule> installed)
    {
        var present = new Dictionary<RuleKey, FlowRule>();
        foreach (var rule in installed) present[RuleKey.Of(rule)] = rule;
        var wanted = plan.FlowRules.Select(RuleKey.Of).ToHashSet();
        return new TableDifference(
            [.. plan.FlowRules.Where(r => !present.TryGetValue(RuleKey.Of(r), out var found) || found.Output != r.Output)],
            [.. installed.Where(r => r.Priority > FlowPriority.Baseline && r.Priority != TransitPriority.Quarantine && !wanted.Contains(RuleKey.Of(r)))]);
    }
}

/// <summary>Whether every compiled rule is installed, and none that overrides one.</summary>
internal static class FlowTableProof
{
    public static EvidenceItem Of(Plan plan, Readback read, string source)
    {
        var difference = TableDifference.Of(plan, read.Rules);
        var switches = plan.FlowRules.Select(r => r.DatapathId).Distinct().Count();
        var packets = Packets(plan, read);
        return new EvidenceItem(
            "flow-table",
            "every switch",
            string.Create(CultureInfo.InvariantCulture, $"{plan.FlowRules.Count} rules on {switches} switches and no other above the baseline"),
            difference.None
                ? string.Create(CultureInfo.InvariantCulture, $"all {plan.FlowRules.Count} installed, no other; {packets} packets counted")
                : string.Create(CultureInfo.InvariantCulture, $"{difference.Missing.Count} missing or altered, {difference.Foreign.Count} that nobody asked for{Example(difference, read)}"),
            difference.None,
            read.Fabric.At,
            source);
    }

    public static string Describe(FlowRule rule, Readback read)
    {
        var at = read.Site.Switches.FirstOrDefault(s => s.DatapathId == rule.DatapathId)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"datapath {rule.DatapathId}");
        var act = rule.Output is { } port ? string.Create(CultureInfo.InvariantCulture, $"output to port {port}") : "drop";
        return string.Create(CultureInfo.InvariantCulture, $"{at} priority {rule.Priority} {rule.Match.Source?.ToString() ?? "any"} to {rule.Match.Destination?.ToString() ?? "any"}: {act}");
    }

    private static string Example(TableDifference difference, Readback read) =>
        difference.Foreign.Concat(difference.Missing).FirstOrDefault() is { } rule ? $", e.g. {Describe(rule, read)}" : "";

    private static long Packets(Plan plan, Readback read)
    {
        var wanted = plan.FlowRules.Select(RuleKey.Of).ToHashSet();
        return read.Fabric.Entries.Where(e => wanted.Contains(RuleKey.Of(e.Rule))).Sum(e => e.Packets);
    }
}
