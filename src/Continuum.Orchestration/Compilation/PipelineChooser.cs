using System.Globalization;
using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Layouts of the services that rules cover, best first: legal, keeping their objectives.</summary>
internal sealed class PipelineChooser(Site site, RuleBook book, Router router, IPipelineSearch search)
{
    /// <summary>Megabits per second assumed of a link that states none.</summary>
    private const double AssumedMbps = 1000;

    /// <summary>Whether any rule, hard or preferred, is about the service.</summary>
    public bool Covers(Service service) =>
        book.Services.Exists(s => s.Services.Contains(service))
        || book.Placements.Exists(p => p.Subjects.Contains(service))
        || book.Paths.Exists(p => p.From.Contains(service) || p.To.Contains(service))
        || book.Isolations.Exists(i => i.A.Contains(service) || i.B.Contains(service));

    /// <summary>Whether a rule says where its parts may live or how fast it answers, so that it may be moved.</summary>
    public bool MayMove(Service service) =>
        book.Services.Exists(s => s.Services.Contains(service)) || book.Placements.Exists(p => p.Subjects.Contains(service));

    public PipelineLayout Current(Service service) => new(service.Name, service.Head, service.Stages);

    /// <summary>Layouts to try in order. Never empty.</summary>
    /// <exception cref="CompileFaultException">No layout is legal, or none keeps the objectives.</exception>
    public IReadOnlyList<PipelineLayout> Choices(Service service)
    {
        var question = Question(service, asEnd: true);
        var choices = search.Search(question);
        // As it is, it may share the nodes of its peers, so that what is asked of the ends of packets asks nothing of it.
        if (EndRules(service).Count > 0 && search.Search(Question(service, asEnd: false)) is [var first, ..] && first.Layout == Current(service)) choices = [first, .. choices];
        if (choices.Count == 0) throw CompileFaultException.Of("pipeline-placement", service.Name, NoLayout(service, question));
        var kept = choices.Where(c => question.Objectives.All(o => Objectives.Holds(o, c.Prediction, question.Shape))).Select(c => c.Layout).ToList();
        // To the fabric and to other workloads, layouts over the same nodes are alike: keep the best of them.
        if (kept.Count > 0) return [.. kept.DistinctBy(l => string.Join(' ', l.Nodes.Order(StringComparer.Ordinal)))];
        var broken = question.Objectives.First(o => !Objectives.Holds(o, choices[0].Prediction, question.Shape));
        throw CompileFaultException.Of(
            "objective-predicted", service.Name,
            $"no legal layout keeps {RuleText.Of(broken)}; the best, {Describe(choices[0].Layout)}, is predicted at {Objectives.Figure(broken, choices[0].Prediction, question.Shape)}. Assumed: {string.Join("; ", choices[0].Prediction.Assumptions)}");
    }

    // What a search may use for the service under the hard rules, those on the ends of packets included or not.
    private PipelineQuestion Question(Service service, bool asEnd)
    {
        var rules = book.Services.Where(s => s.Source.Rule.IsHard && s.Services.Contains(service)).Select(s => s.Rule).ToList();
        var placements = book.Placements.Where(p => p.Source.Rule.IsHard && p.Rule.Nodes is not null && p.Subjects.Contains(service)).Select(p => p.Rule).ToList();
        var ends = asEnd ? EndRules(service) : [];
        var inside = Inside(service);
        var index = site.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        bool May(Node node, ServiceParts part) =>
            node.Ready && (node.Schedulable || service.StandsOn.Contains(node.Name))
            && rules.TrueForAll(r => (r.Parts & part) == 0 || (r.Nodes?.Admits(node) ?? true))
            && rules.TrueForAll(r => r.Transfers?.EndNodes?.Admits(node) ?? true)
            && placements.TrueForAll(p => p.Nodes!.Admits(node))
            && ends.TrueForAll(e => e.Admits(node));
        return new PipelineQuestion
        {
            Site = site,
            Service = service,
            MayHoldHead = n => May(n, ServiceParts.Head),
            MayHoldStage = n => May(n, ServiceParts.Stages),
            Path = (from, to) => Path(index[from], index[to], inside),
            Objectives = [.. rules.SelectMany(r => r.Objectives)],
            Preferences = Preferences(service),
        };
    }

    /// <summary>What the transfers inside a service are asked.</summary>
    public IReadOnlyList<PathAsk> Inside(Service service) =>
    [
        .. book.Services.Where(s => s.Source.Rule.IsHard && s.Rule.Transfers is not null && s.Services.Contains(service)).Select(s => Ask(s.Source, s.Rule.Transfers!)),
        .. book.Paths.Where(p => p.Source.Rule.IsHard && p.From.Contains(service) && p.To.Contains(service)).Select(p => Ask(p.Source, p.Rule.Condition)),
    ];

    private static PathAsk Ask(BoundRule source, PathCondition condition) =>
        new(new AskKey(source, true, false), new PathDemand(condition, [], null, null), default);

    private List<LabelExpression> EndRules(Service service) =>
    [
        .. book.Paths
            .Where(p => p.Source.Rule.IsHard && ((p.From.Contains(service) && p.To.Any(s => s.Name != service.Name)) || (p.To.Contains(service) && p.From.Any(s => s.Name != service.Name))))
            .Select(p => p.Rule.Condition.EndNodes)
            .OfType<LabelExpression>(),
    ];

    private TransferPath? Path(int from, int to, IReadOnlyList<PathAsk> asks)
    {
        if (from == to) return new TransferPath(0, double.PositiveInfinity);
        // Nodes outside the fabric reach each other by means that no rule can speak about.
        if (asks.Count == 0 && (site.Nodes[from].Attach is null || site.Nodes[to].Attach is null)) return new TransferPath(1, AssumedMbps);
        if (router.Find(from, to, asks).Path is not { } path) return null;
        var links = path.Hops.Select(h => router.Graph.Links[router.Graph.Hops[h].Link]).ToList();
        return new TransferPath(path.LatencyNs / 1e6, links.Select(l => l.BandwidthMbps ?? AssumedMbps).DefaultIfEmpty(double.PositiveInfinity).Min());
    }

    private List<LabelExpression> Preferences(Service service) =>
    [
        .. book.Preferred
            .Where(b => b.Rule is PlacementRule { Nodes: not null } p ? p.Subjects.Selects(service) : b.Rule is ServiceRule { Nodes: not null } s && s.Services.Selects(service))
            .OrderByDescending(b => b.Rule.PreferredPriority)
            .Select(b => b.Rule is PlacementRule p ? p.Nodes! : ((ServiceRule)b.Rule).Nodes!),
    ];

    private string NoLayout(Service service, PipelineQuestion question)
    {
        var heads = site.Nodes.Where(question.MayHoldHead).Select(n => n.Name).ToList();
        var stages = site.Nodes.Where(question.MayHoldStage).Select(n => n.Name).ToList();
        if (heads.Count == 0) return $"no node may hold the head of {service.Name}: {Because(service)}";
        if (stages.Count == 0) return $"no node may hold layers of {service.Name}: {Because(service)}";
        return string.Create(CultureInfo.InvariantCulture, $"{service.Name} ({service.Model}) fits no layout over {string.Join(", ", stages)} with its head on {string.Join(", ", heads)}: memory or compliant transfers are missing");
    }

    private string Because(Service service) => string.Join(" and ", book.Services.Where(s => s.Source.Rule.IsHard && s.Services.Contains(service)).Select(s => s.Source)
        .Concat(book.Placements.Where(p => p.Source.Rule.IsHard && p.Subjects.Contains(service)).Select(p => p.Source))
        .Concat(book.Paths.Where(p => p.Source.Rule.IsHard && (p.From.Contains(service) || p.To.Contains(service))).Select(p => p.Source)).Select(RuleText.Of));

    public static string Describe(PipelineLayout layout) => $"head {layout.Head}, {string.Join(", ", layout.Stages.Select(s => $"layers {s.Layers} on {s.Node}"))}";
}
