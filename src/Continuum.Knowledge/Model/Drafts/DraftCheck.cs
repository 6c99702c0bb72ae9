using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Whether everything that a policy names is there. A model that invents a name is told, with names that come near.</summary>
internal sealed class DraftCheck
{
    private readonly Site site;
    private readonly List<string> errors = [];

    private DraftCheck(Site site) => this.site = site;

    /// <summary>What the site lacks, a line each; none when all is there.</summary>
    public static IReadOnlyList<string> Of(Policy policy, Site site)
    {
        var check = new DraftCheck(site);
        for (var i = 0; i < policy.Rules.Count; i++) check.Rule(string.Create(CultureInfo.InvariantCulture, $"$.rules[{i}]"), policy.Rules[i]);
        return [.. check.errors.Distinct().Take(12)];
    }

    private void Rule(string at, Rule rule)
    {
        switch (rule)
        {
            case PlacementRule p:
                Selector($"{at}.subjects", p.Subjects);
                Condition($"{at}.nodes", p.Nodes, site.Nodes, "nodes");
                break;
            case PathRule p:
                Selector($"{at}.a", p.From);
                Selector($"{at}.b", p.To);
                Elements(at, p.Condition);
                foreach (var through in p.Through) Condition($"{at}.through", through, site.Switches, "switches");
                break;
            case IsolationRule i:
                Selector($"{at}.a", i.A);
                Selector($"{at}.b", i.B);
                break;
            case ServiceRule s:
                Selector($"{at}.services", s.Services);
                if (!s.Services.Of(site).OfType<Service>().Any()) errors.Add($"{at}.services: no service is meant by it; workloads are bound by placement rules");
                Condition($"{at}.nodes", s.Nodes, site.Nodes, "nodes");
                if (s.Transfers is { } transfers) Elements($"{at}.transfers", transfers);
                if (s.RequestClass is { } data && !site.Subjects.Any(x => x.ValuesOf(LabelKeys.Data).Contains(data)) && !IsDataClass(data)) errors.Add($"{at}.requestClass: '{Quoted(data)}' is no data class of the site");
                break;
        }
    }

    private void Elements(string at, PathCondition condition)
    {
        Condition($"{at}.switches", condition.Switches, site.Switches, "switches");
        Condition($"{at}.links", condition.Links, site.Links, "links");
        Condition($"{at}.labelledLinks", condition.LabelledLinks, site.Links, "links");
        Condition($"{at}.ends", condition.EndNodes, site.Nodes, "nodes");
    }

    private void Selector(string at, Selector selector)
    {
        foreach (var term in selector.Terms.Concat(selector.Except))
        {
            if (term.Name is { } name && site.FindSubject(name) is null) Unknown(at, "workload or service", name, site.Subjects.Select(s => s.Name));
            if (term.Namespace is { } space && !site.Workloads.Any(w => w.Namespace == space)) Unknown(at, "namespace", space, site.Workloads.Select(w => w.Namespace));
            Condition(at, term.Labels, [.. site.Subjects], "workloads and services");
        }

        if (errors.Count == 0 && selector.Of(site).Count == 0) errors.Add($"{at}: nothing on the site is meant by it");
    }

    private void Condition(string at, LabelExpression? condition, IReadOnlyList<ILabelled> elements, string of)
    {
        foreach (var test in condition?.Tests() ?? [])
        {
            var known = elements.SelectMany(e => e.ValuesOf(test.Key)).ToHashSet(StringComparer.Ordinal);
            if (known.Count == 0)
            {
                Unknown(at, $"label key on {of}", test.Key, Keys(elements));
                continue;
            }

            if (test.Op is not (LabelOperator.In or LabelOperator.NotIn)) continue;
            foreach (var value in test.Values)
            {
                // A country that the site has nothing of is a fair question, which the compiler answers.
                if (known.Contains(value) || (Countries.IsCode(value) && known.All(Countries.IsCode)) || (test.Key == LabelKeys.Tier && TierNames.All.Contains(value))) continue;
                Unknown(at, $"value of {test.Key} on {of}", value, known);
            }
        }
    }

    private static IEnumerable<string> Keys(IReadOnlyList<ILabelled> elements) => elements.SelectMany(e => e switch
    {
        Node n => n.Labels.Keys.Concat([LabelKeys.Name, LabelKeys.Tier, LabelKeys.GpuModel, LabelKeys.GpuMemory, LabelKeys.GpuCount]),
        Switch s => s.Labels.Keys.Append(LabelKeys.Name),
        Link l => l.Labels.Keys.Append(LabelKeys.Name),
        ISubject s => s.Labels.Keys.Append(LabelKeys.Name),
        _ => [],
    });

    private void Unknown(string at, string what, string found, IEnumerable<string> known)
    {
        var near = NearestNames.Of(Quoted(found), known.Distinct(StringComparer.Ordinal).Take(20_000));
        errors.Add($"{at}: there is no {what} '{Quoted(found)}'{(near.Count > 0 ? "; near are " + string.Join(", ", near) : "")}");
    }

    private static string Quoted(string text) => Wire.Plain.Short(text, 60);

    private static bool IsDataClass(string value) => value.Length < 30 && DataClassNames.All.Contains(value);
}
