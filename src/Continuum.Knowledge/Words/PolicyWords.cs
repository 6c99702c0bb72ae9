using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Knowledge.Words;

/// <summary>A policy in plain words, printed by code: what a person checks the text against.</summary>
public static class PolicyWords
{
    /// <summary>
    /// The policy in controlled English, a sentence a rule, that depends on no site. The offline planner reads it back to
    /// the same policy.
    /// </summary>
    public static string Canonical(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return CanonicalWriter.Write(policy);
    }

    /// <summary>The policy in plain English, a line a rule, with the subjects, nodes, switches and links that it comes to on the site.</summary>
    public static IReadOnlyList<string> Describe(Policy policy, Site site)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(site);
        return [.. policy.Rules.Select(r => Describe(r, site))];
    }

    /// <summary>One rule in plain English.</summary>
    public static string Describe(Rule rule, Site site)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(site);
        var text = rule switch
        {
            PlacementRule p => Placement(p, site),
            PathRule p => Path(p, site),
            IsolationRule i => i.OneWay
                ? $"{Traffic(i.Traffic)} from {Who(i.A, site)} to {Who(i.B, site)} is dropped; the way back stays open"
                : $"{Traffic(i.Traffic)} between {Who(i.A, site)} and {Who(i.B, site)} is dropped, both ways",
            ServiceRule s => Service(s, site),
            _ => rule.ToString(),
        };
        if (!rule.IsHard) text = $"Preferably (priority {rule.PreferredPriority}): {text}";
        return Capital(text) + Window(rule.Validity) + ".";
    }

    private static string Placement(PlacementRule rule, Site site)
    {
        var who = Who(rule.Subjects, site);
        List<string> parts = [];
        if (rule.Nodes is { } nodes) parts.Add($"{(Many(rule.Subjects, site) ? "run" : "runs")} only on nodes with {ExpressionWords.Of(nodes)}: {Names(site.Nodes.Where(nodes.Admits))}");
        if (rule.Arrangement is { } arrangement)
        {
            var domain = rule.Topology.ToString().ToLowerInvariant();
            parts.Add(arrangement switch
            {
                Arrangement.Spread => $"{(parts.Count > 0 ? "with" : "keep")} replicas in different {domain}s",
                Arrangement.Colocate => $"{(parts.Count > 0 ? "all" : "stand")} in one {domain}",
                _ => $"{(parts.Count > 0 ? "each" : "stand")} in different {domain}s",
            });
        }

        return parts.Count == 0 ? $"{who} may run anywhere" : $"{who} {string.Join(", ", parts)}";
    }

    private static string Path(PathRule rule, Site site)
    {
        List<string> parts = [.. Conditions(rule.Condition, site)];
        if (rule.Through.Count > 0) parts.Add("passes " + string.Join(", then ", rule.Through.Select(t => Names(site.Switches.Where(t.Admits), " or "))));
        if (rule.MaxLatencyMs is { } latency) parts.Add(string.Create(CultureInfo.InvariantCulture, $"takes at most {latency} ms one way"));
        if (rule.MaxHops is { } hops) parts.Add(hops == 1 ? "crosses at most 1 link" : $"crosses at most {hops} links");
        var ends = rule.From == rule.To ? $"among {Who(rule.From, site)}" : $"between {Who(rule.From, site)} and {Who(rule.To, site)}";
        return parts.Count == 0 ? $"{Traffic(rule.Traffic)} {ends} may take any way" : $"{Traffic(rule.Traffic)} {ends} {string.Join("; ", parts)}";
    }

    private static IEnumerable<string> Conditions(PathCondition condition, Site site)
    {
        if (condition.Switches is { } switches) yield return $"crosses only switches with {ExpressionWords.Of(switches)} ({Names(site.Switches.Where(switches.Admits))})";
        if (condition.Links is { } links) yield return $"uses only links with {ExpressionWords.Of(links)} ({Names(site.Links.Where(links.Admits))})";
        if (condition.LabelledLinks is { } labelled) yield return $"uses no link that is labelled otherwise than {ExpressionWords.Of(labelled)}";
        if (condition.EndNodes is { } ends) yield return $"ends only at nodes with {ExpressionWords.Of(ends)} ({Names(site.Nodes.Where(ends.Admits))})";
    }

    private static string Service(ServiceRule rule, Site site)
    {
        var who = Who(rule.Services, site);
        List<string> parts = [];
        if (rule.Nodes is { } nodes)
        {
            var part = rule.Parts switch { ServiceParts.Head => "its head", ServiceParts.Stages => "its stages and KV cache", _ => "head, stages and KV cache" };
            parts.Add($"keeps {part} only on nodes with {ExpressionWords.Of(nodes)}: {Names(site.Nodes.Where(nodes.Admits))}");
        }

        if (rule.Transfers is { } transfers) parts.Add($"its transfers: {string.Join("; ", Conditions(transfers, site))}");
        parts.AddRange(rule.Objectives.Select(Promise));
        var requests = rule.RequestClass is { } data ? $"requests with {data} data" : "requests";
        if (rule.WhileIllegal == WhileIllegal.Refuse) parts.Add($"{requests} are refused until it complies");
        else if (rule.RequestClass is not null || parts.Count == 0) parts.Add($"{requests} wait until it complies");
        return $"{who}: {string.Join("; ", parts)}";
    }

    private static string Promise(Objective objective)
    {
        var text = objective.Metric switch
        {
            ObjectiveMetric.Ttft => string.Create(CultureInfo.InvariantCulture, $"first token within {objective.Bound} ms"),
            ObjectiveMetric.Tpot => string.Create(CultureInfo.InvariantCulture, $"each further token within {objective.Bound} ms"),
            ObjectiveMetric.E2E => string.Create(CultureInfo.InvariantCulture, $"whole answer within {objective.Bound} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"at least {objective.Bound} tokens per second"),
        };
        return $"{text} (p{objective.Percentile})";
    }

    private static string Traffic(TrafficClass? traffic) => traffic is null ? "all traffic"
        : traffic.Port is { } port ? $"{traffic.Protocol.ToString().ToUpperInvariant()} traffic to port {port}" : $"{traffic.Protocol.ToString().ToUpperInvariant()} traffic";

    // "everything with data phi (patient-db, ehr-api)"; a plain list of names needs no list beside it.
    private static string Who(Selector selector, Site site)
    {
        var words = SelectorWords.Of(selector);
        if (selector.Terms.Any(t => t.Name is null) || selector.Except.Count > 0)
        {
            var found = selector.Of(site);
            if (found.Count != site.Subjects.Count() || found.Count == 0) words += found.Count == 0 ? " (nothing on this site)" : $" ({Names(found)})";
        }

        return words;
    }

    private static bool Many(Selector selector, Site site) => selector.Terms.Count > 1 || (selector.Terms is [{ Name: null, Kind: not SubjectKind.Any }] && selector.Of(site).Count > 1);

    private static string Names(IEnumerable<ILabelled> elements, string joint = ", ")
    {
        List<string> names = [.. elements.Select(e => e.Name)];
        return names.Count == 0 ? "none on this site" : names.Count > 12 ? string.Join(joint, names.Take(10)) + $" and {names.Count - 10} more" : string.Join(joint, names);
    }

    private static string Window(Validity? validity) => validity is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{(validity.From is { } from ? $", from {from:yyyy-MM-dd HH:mm} (UTC{from:zzz})" : "")}{(validity.Until is { } until ? $", until {until:yyyy-MM-dd HH:mm} (UTC{until:zzz})" : "")}");

    private static string Capital(string text) => text.Length > 0 && char.IsAsciiLetterLower(text[0]) && (text.StartsWith("all ", StringComparison.Ordinal) || text.StartsWith("every", StringComparison.Ordinal) || text.StartsWith("workloads", StringComparison.Ordinal) || text.StartsWith("services", StringComparison.Ordinal)) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
