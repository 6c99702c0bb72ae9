using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Frames;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Planning;
using Continuum.Knowledge.Words;

namespace Continuum.Knowledge.Offline.Dialogue;

/// <summary>Answers questions from the site and the active intents. Nothing changes.</summary>
internal sealed class Answerer(Scan scan, SiteIndex index, PlanningRequest request)
{
    private static readonly string[] Openers = ["what", "which", "who", "whose", "whom", "where", "why", "how", "when", "is", "are", "does", "do", "did", "has", "have", "am", "was"];
    private static readonly string[] Orders = ["list", "show", "display", "tell", "explain", "describe", "help"];
    private readonly Site site = request.Site;
    private readonly List<AnswerLink> links = [];

    /// <summary>Whether the text asks for something to be told.</summary>
    public static bool IsQuestion(Scan scan)
    {
        if (scan.Count == 0) return false;
        if (Array.IndexOf(Orders, scan.Tokens[0].Text) >= 0) return true;
        var asks = scan.Tokens.FindLastIndex(t => t.Kind != Text.TokenKind.LineEnd) is >= 0 and var last && scan.Is(last, "?");
        return asks && Array.IndexOf(Openers, scan.Tokens[0].Text) >= 0 && !(scan.Is(0, "do") && scan.Is(1, "not"));
    }

    public Answer Answer()
    {
        var (subjects, nodes, switches) = Named();
        var text = About(subjects, nodes, switches) ?? Lists() ?? Places() ?? Help();
        return new Answer(text, [.. links.DistinctBy(l => l.Text)]);
    }

    private string? About(List<ISubject> subjects, List<Node> nodes, List<Switch> switches)
    {
        if (subjects.Count >= 2 && Says("path", "route", "way", "latency", "delay", "hops", "travel", "take", "between", "reach", "how")) return Way(subjects[0], subjects[1]);
        if (nodes.Count > 0 && subjects.Count == 0) return On(nodes);
        if (switches.Count > 0 && subjects.Count == 0) return At(switches[0]);
        if (subjects.Count == 0) return null;
        if (Says("path", "route", "way", "travel") && subjects.Count == 1) return $"{Link(subjects[0])} stands on {Stands(subjects[0])}. Name the other end to see the way, as in \"which path does traffic from {subjects[0].Name} to {Other(subjects[0])} take?\"";
        if (Says("bind", "binds", "bound", "rule", "rules", "apply", "applies", "intent", "intents", "why", "policy", "policies", "restrict", "restricts", "talk", "reach", "access", "contact")) return Binding(subjects);
        if (Says("who", "see", "holds", "hold", "handles", "store", "stores") || subjects.Count > 1) return string.Join('\n', subjects.Select(s => $"{Link(s)} on {Stands(s)}")) + "\n" + Binding(subjects);
        return string.Join('\n', subjects.Select(s => $"{Link(s)} stands on {Stands(s)}.")) + "\n" + Binding(subjects);
    }

    private string On(List<Node> nodes) => string.Join('\n', nodes.Select(node =>
    {
        var here = site.Subjects.Where(s => s.StandsOn.Contains(node.Name)).ToList();
        var labels = string.Join(", ", node.Labels.Select(l => $"{l.Key} {l.Value}"));
        return $"{Link(node)} ({TierNames.ToText(node.Tier)}; {labels}) runs {(here.Count == 0 ? "nothing" : string.Join(", ", here.Select(Part(node))))}.";
    }));

    private Func<ISubject, string> Part(Node node) => subject => subject is Service service
        ? $"{Link(service)} ({string.Join(", ", new[] { service.Head == node.Name ? "head" : null }.Concat(service.Stages.Where(s => s.Node == node.Name).Select(s => $"layers {s.Layers}")).OfType<string>())})"
        : Link(subject);

    private string At(Switch @switch)
    {
        links.Add(new AnswerLink(@switch.Name, $"/network?switch={Uri.EscapeDataString(@switch.Name)}"));
        var attached = site.Nodes.Where(n => n.Attach?.Switch == @switch.Name).Select(Link);
        var neighbours = site.Links.Where(l => l.A.Switch == @switch.Name || l.B.Switch == @switch.Name).Select(l => l.A.Switch == @switch.Name ? l.B.Switch : l.A.Switch);
        return $"{@switch.Name} ({string.Join(", ", @switch.Labels.Select(l => $"{l.Key} {l.Value}"))}) links to {string.Join(", ", neighbours.Distinct(StringComparer.Ordinal))}; attached: {string.Join(", ", attached.DefaultIfEmpty("no node"))}.";
    }

    private string Way(ISubject from, ISubject to)
    {
        links.Add(new AnswerLink("the network", $"/network?from={Uri.EscapeDataString(from.Name)}&to={Uri.EscapeDataString(to.Name)}"));
        var a = from.StandsOn.Select(n => site.FindNode(n)?.Attach?.Switch).FirstOrDefault(s => s is not null);
        var b = to.StandsOn.Select(n => site.FindNode(n)?.Attach?.Switch).FirstOrDefault(s => s is not null);
        if (a is null || b is null) return $"{(a is null ? Link(from) : Link(to))} has no place in the fabric, so there is no way to show.";
        var way = BaselineWay.Between(site, a, b);
        if (way is null) return $"No links connect {a} and {b}, so packets of {Link(from)} do not reach {Link(to)}.";
        var rules = request.Active.SelectMany(i => i.Policy.Rules.OfType<PathRule>().Where(r => (r.From.Selects(from) && r.To.Selects(to)) || (r.From.Selects(to) && r.To.Selects(from))).Select(_ => i)).Distinct().ToList();
        var bound = rules.Count == 0 ? "No intent binds that way." : $"Bound by {string.Join(", ", rules.Select(Link))}, which may lead it elsewhere: the page shows the way as installed.";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"From {Link(from)} on {Stands(from)} to {Link(to)} on {Stands(to)} the shortest way is {string.Join(" - ", way.Value.Switches)}, {way.Value.LatencyMs:0.###} ms one way. {bound}");
    }

    private string Binding(List<ISubject> subjects)
    {
        var lines = new List<string>();
        foreach (var intent in request.Active)
        {
            foreach (var rule in intent.Policy.Rules.Where(r => subjects.Any(s => Concerns(r, s)))) lines.Add($"{Link(intent)}: {PolicyWords.Describe(rule, site)}");
        }

        return lines.Count == 0 ? $"No active intent binds {SelectorWords.List([.. subjects.Select(s => s.Name)], "or")}." : string.Join('\n', lines.Distinct());
    }

    private static bool Concerns(Rule rule, ISubject subject) => rule switch
    {
        PlacementRule p => p.Subjects.Selects(subject),
        PathRule p => p.From.Selects(subject) || p.To.Selects(subject),
        IsolationRule i => i.A.Selects(subject) || i.B.Selects(subject),
        ServiceRule s => subject is Service && s.Services.Selects(subject),
        _ => false,
    };

    private string? Lists()
    {
        if (Says("intents", "rules", "policies", "active")) return request.Active.Count == 0 ? "No intent is active." : string.Join('\n', request.Active.Select(i => $"{Link(i)}: {i.Text}"));
        if (Mentions(Lexicon.W.NodeNoun) && !Conditioned()) return string.Join('\n', site.Nodes.Select(n => $"{Link(n)} ({TierNames.ToText(n.Tier)})"));
        if (Says("services", "llms", "models")) return site.Services.Count == 0 ? "This site has no LLM service." : string.Join('\n', site.Services.Select(s => $"{Link(s)} on {Stands(s)}"));
        if (Says("workloads", "apps", "applications", "pods", "deployments")) return string.Join('\n', site.Workloads.Select(w => $"{Link(w)} on {Stands(w)}"));
        if (Says("switches") && !Conditioned()) return string.Join('\n', site.Switches.Select(s => s.Name));
        return null;
    }

    private bool Conditioned() => Condition() is { Condition: not null };

    private Place? Condition()
    {
        var reader = new PlaceReader(scan);
        for (var i = 0; i < scan.Count; i++)
        {
            if (reader.Read(i, out _) is { Condition: not null } place) return place;
        }

        return null;
    }

    // "which nodes are in Germany", "which switches are run by a US carrier"
    private string? Places()
    {
        if (Condition() is not { Condition: { } cond } place) return null;
        var resolver = new Resolver(index);
        if (place.Kind == Elements.Switches || Mentions(Lexicon.W.SwitchNoun))
        {
            var test = resolver.Resolve(cond, Elements.Switches, negated: false);
            return $"Switches with {ExpressionWords.Of(test)}: {string.Join(", ", site.Switches.Where(test.Admits).Select(s => s.Name).DefaultIfEmpty("none"))}.";
        }

        if (place.Kind == Elements.Links || Mentions(Lexicon.W.LinkNoun))
        {
            var test = resolver.Resolve(cond, Elements.Links, negated: false);
            return $"Links with {ExpressionWords.Of(test)}: {string.Join(", ", site.Links.Where(test.Admits).Select(s => s.Name).DefaultIfEmpty("none"))}.";
        }

        var nodes = resolver.Resolve(cond, Elements.Nodes, negated: false);
        var found = site.Nodes.Where(nodes.Admits).ToList();
        return $"Nodes with {ExpressionWords.Of(nodes)}: {string.Join(", ", found.Select(Link).DefaultIfEmpty("none"))}."
            + (Says("runs", "run", "what") && found.Count > 0 ? "\n" + On(found) : "");
    }

    private string Help() =>
        "I understand rules and questions about this site.\nRules, for example:\n" + string.Join('\n', Examples.For(site).Select(e => "- " + e))
        + "\nQuestions, for example:\n" + string.Join('\n', Asked().Select(e => "- " + e));

    private IEnumerable<string> Asked()
    {
        if (site.Nodes.Count > 0) yield return $"What runs on {site.Nodes[0].Name}?";
        if (site.Workloads.Count > 1) yield return $"Which path does traffic from {site.Workloads[0].Name} to {site.Workloads[1].Name} take?";
        if (site.Subjects.FirstOrDefault() is { } subject) yield return $"What binds {subject.Name}?";
    }

    private (List<ISubject> Subjects, List<Node> Nodes, List<Switch> Switches) Named()
    {
        List<ISubject> subjects = [];
        List<Node> nodes = [];
        List<Switch> switches = [];
        var reader = new SubjectReader(scan);
        for (var i = 0; i < scan.Count;)
        {
            var end = i;
            if (scan.Entity<NodeEntity>(i, out var length) is { } node && length >= scan.NameLength(i))
            {
                nodes.Add(site.FindNode(node.Name)!);
                end = i + length;
            }
            else if (scan.Entity<SwitchEntity>(i, out length) is { } @switch && length >= scan.NameLength(i))
            {
                switches.Add(site.FindSwitch(@switch.Name)!);
                end = i + length;
            }
            else if (scan.Entity<SubjectEntity>(i, out length) is { } subject)
            {
                subjects.Add(subject.Subject);
                end = i + length;
            }
            else if (reader.Read(i, out var after) is { IsPronoun: false } set && set.Terms.Any(t => t.Labels is not null || t.Namespace is not null))
            {
                subjects.AddRange(set.ToSelector().Of(site));
                end = after;
            }

            i = Math.Max(end, i + 1);
        }

        return ([.. subjects.Distinct()], nodes, switches);
    }

    private bool Says(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < scan.Count; i++)
        {
            if (scan.IsAny(i, words)) return true;
        }

        return false;
    }

    private bool Mentions(Lexicon.W kind) => Enumerable.Range(0, scan.Count).Any(i => scan.Is(i, kind));

    private string Other(ISubject subject) => site.Subjects.FirstOrDefault(s => s.Name != subject.Name)?.Name ?? "another workload";

    private string Stands(ISubject subject) => subject.StandsOn.Count == 0 ? "no node yet" : string.Join(", ", subject.StandsOn.Select(n => site.FindNode(n) is { } node ? Link(node) : n));

    private string Link(Node node)
    {
        links.Add(new AnswerLink(node.Name, "/nodes/" + Uri.EscapeDataString(node.Name)));
        return node.Name;
    }

    private string Link(ISubject subject)
    {
        if (subject is Service) links.Add(new AnswerLink(subject.Name, "/services/" + Uri.EscapeDataString(subject.Name)));
        else links.Add(new AnswerLink(subject.Name, "/compliance?subject=" + Uri.EscapeDataString(subject.Name)));
        return subject.Name;
    }

    private string Link(ActiveIntent intent)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"intent {intent.Id}");
        links.Add(new AnswerLink(name, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/intents/{intent.Id}")));
        return name;
    }
}
