using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

internal sealed partial class ClauseReader
{
    // triage answers its first token within 300 ms at p95; at least 20 tokens per second
    private IReadOnlyList<Rule>? ReadObjectives()
    {
        var quantities = clause.Of<QuantityItem>().ToList();
        if (quantities.Count == 0) return null;
        var metrics = clause.Of<MetricItem>().ToList();
        var answers = clause.HasVerb(W.Answer);
        if (metrics.Count == 0 && !answers && quantities.All(q => q.Unit != QuantityUnit.TokensPerSecond)) return null;
        if (traffics.Any(t => t.Set.From is not null || t.Set.To is not null) && metrics.Count == 0) return null;
        // "triage requests must get their first token within ..."
        var asked = traffics is [{ Set: { From: { IsPronoun: false } owner, To: null } }] && IsServiceOnly(owner) ? owner
            : traffics is [{ Set: { To: { IsPronoun: false } target } }] && IsServiceOnly(target) ? target : null;
        if (asked is not null) Use(traffics);
        var subject = asked ?? MainSubject() ?? (site.Services.Count == 1 ? new SubjectSet([new SelectorTerm { Name = site.Services[0].Name }], []) : null)
            ?? throw new Puzzle("Which service is that about?", [.. site.Services.Select(s => s.Name)]) { Template = "for" };
        if (places.Count > 0) return null;
        if (!subject.ToSelector().Of(site).OfType<Service>().Any() && quantities.All(q => q.Unit != QuantityUnit.TokensPerSecond) && metrics.All(m => m.Metric == ObjectiveMetric.E2E)) return null;
        var services = ServicesOf(subject);
        var negative = Negative(out _);
        Use(quantities);
        Use(metrics);
        var objectives = new List<Objective>();
        foreach (var quantity in quantities)
        {
            if (quantity.Unit == QuantityUnit.Hops) return null;
            var metric = quantity.Unit == QuantityUnit.TokensPerSecond ? ObjectiveMetric.Throughput : MetricFor(quantity, metrics);
            var bound = quantity.Bound;
            if (negative) bound = Turn(quantity, bound);
            if (quantity.Value <= 0) throw new Puzzle($"'{scan.Raw(quantity.From, quantity.To)}' is not a bound that a service can keep.", []);
            var upper = metric != ObjectiveMetric.Throughput;
            if (bound != Bound.Unsaid && upper != (bound == Bound.AtMost))
                throw new Puzzle(upper ? "A time to answer can be bounded from above only. What is the most it may take?" : "Throughput can be bounded from below only. What is the least it must be?", []);
            objectives.Add(new Objective(metric, quantity.Value, PercentileFor(quantity)));
        }

        return [new ServiceRule { Services = services, Objectives = objectives }];
    }

    // "must not take longer than 300 ms": the comparison under the negation is turned round; "must not exceed" carries its own.
    private Bound Turn(QuantityItem quantity, Bound bound)
    {
        var exceeds = Enumerable.Range(quantity.From, quantity.To - quantity.From).Any(i => scan.IsAny(i, "exceed", "exceeding", "exceeds"));
        if (exceeds) return Bound.AtMost;
        return bound switch { Bound.AtLeast => Bound.AtMost, Bound.AtMost => Bound.AtLeast, _ => Bound.Unsaid };
    }

    private ObjectiveMetric MetricFor(QuantityItem quantity, List<MetricItem> metrics)
    {
        if (metrics.Count == 1) return metrics[0].Metric;
        // Several: the nearest before it, else the nearest after it ("300 ms TTFT and 50 ms TPOT").
        var before = metrics.LastOrDefault(m => m.To <= quantity.From);
        var after = metrics.FirstOrDefault(m => m.From >= quantity.To);
        if (before is null && after is null) return ObjectiveMetric.E2E;
        if (before is null) return after!.Metric;
        if (after is null) return before.Metric;
        var first = metrics[0].From < clause.Of<QuantityItem>().First().From;
        return first ? before.Metric : after.Metric;
    }

    private int PercentileFor(QuantityItem quantity)
    {
        var all = clause.Of<PercentileItem>().ToList();
        if (all.Count == 0) return 95;
        if (all.Count == 1) return all[0].Percentile;
        var later = clause.Of<QuantityItem>().FirstOrDefault(q => q.From > quantity.From);
        return (all.FirstOrDefault(p => p.From >= quantity.To && (later is null || p.From < later.From)) ?? all.Last(p => p.From < (later?.From ?? int.MaxValue))).Percentile;
    }

    // refuse requests while triage is illegal; hold patient requests until it is compliant
    private IReadOnlyList<Rule>? ReadIllegal()
    {
        var refuses = clause.HasVerb(W.Refuse);
        var holds = clause.HasVerb(W.Hold) && !refuses;
        var illegal = clause.Of<IllegalItem>().Any();
        if (!illegal) return null;
        if (!refuses && !holds) throw new Puzzle("What shall happen to requests until the pipeline is compliant: hold them, or refuse them?", ["hold requests", "refuse requests"]);
        SubjectSet? service = null;
        string? requestClass = null;
        foreach (var set in subjects.Select(s => s.Set).Concat(traffics.SelectMany(t => new[] { t.Set.From, t.Set.To }).OfType<SubjectSet>()).Select(Settle))
        {
            if (set.Terms.All(t => t.Kind == SubjectKind.Service || (t.Name is { } n && site.Services.Any(s => s.Name == n)))) service ??= set;
            else if (set.Terms is [{ Labels: LabelTest { Op: LabelOperator.In, Values: [var value] } }]) requestClass = value;
        }

        // "if triage is not compliant": the service is named in the condition.
        foreach (var item in clause.Of<IllegalItem>())
        {
            for (var i = item.From; i < item.To; i++)
            {
                if (scan.Entity<SubjectEntity>(i, out _) is { Subject: Service named }) service ??= new SubjectSet([new SelectorTerm { Name = named.Name }], []);
            }
        }

        Use(clause.Of<IllegalItem>());
        Use(subjects);
        Use(traffics);
        service ??= clause.Topic is { } topic && topic.ToSelector().Of(site).OfType<Service>().Any() ? topic : site.Services.Count == 1 ? new SubjectSet([new SelectorTerm { Name = site.Services[0].Name }], []) : null;
        if (service is null) throw new Puzzle("Which service is that about?", [.. site.Services.Select(s => s.Name)]) { Template = "for" };
        if (Negative(out _)) throw new Puzzle("Please say what shall happen to requests until the pipeline is compliant: hold them, or refuse them?", ["hold requests", "refuse requests"]);
        return [new ServiceRule { Services = ServicesOf(service), RequestClass = requestClass, WhileIllegal = refuses ? WhileIllegal.Refuse : WhileIllegal.Hold }];
    }
}
