using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Knowledge.Tests.Words;

/// <summary>Random sites, and random policies over them, from a seed.</summary>
internal sealed class RandomPolicies(int seed)
{
    private static readonly string[] Odd = ["a", "set", "none", "x y", "with.dots", "quo\"te", "back\\slash", "eu-central-1", "12", "TCP", "plus", "über", "a<->b", "and", "line\nbreak", "sev-snp", "end."];
    private readonly Random random = new(seed);

    public Site Site()
    {
        var names = Enumerable.Range(0, random.Next(1, 5)).Select(i => $"{Pick(Odd)}-{i}").ToList();
        return new Site
        {
            Name = "random",
            Nodes = [new Node { Name = "n1", Tier = Tier.Cloud, Capacity = new Capacity(1, 1) }],
            Workloads = [.. names.Select(n => new Workload { Name = n, Namespace = Pick(Odd), Labels = new Dictionary<string, string> { [Pick(Odd)] = Pick(Odd) } })],
            Services = [new Service { Name = "llm", Model = "lab-llama", Head = "n1", Stages = [new Stage("n1", new LayerRange(0, 11))] }],
        };
    }

    public Policy Policy(Site site) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Rule(site))]);

    private Rule Rule(Site site)
    {
        Rule rule = random.Next(4) switch
        {
            0 => new PlacementRule { Subjects = Selector(site), Nodes = Maybe(() => Expression(2)), Arrangement = random.Next(2) == 0 ? null : Pick(Enum.GetValues<Arrangement>()), Topology = Pick(Enum.GetValues<Topology>()) },
            1 => new PathRule
            {
                From = Selector(site),
                To = Selector(site),
                Traffic = Traffic(),
                Condition = Condition(),
                Through = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Expression(1))],
                MaxLatencyMs = random.Next(2) == 0 ? null : random.Next(1, 1000) / 7.0,
                MaxHops = random.Next(2) == 0 ? null : random.Next(0, 9),
            },
            2 => new IsolationRule { A = Selector(site), B = Selector(site), Traffic = Traffic(), OneWay = random.Next(2) == 0 },
            _ => new ServiceRule
            {
                Services = Selector(site),
                Nodes = Maybe(() => Expression(2)),
                Parts = Pick([ServiceParts.Head, ServiceParts.Stages, ServiceParts.All]),
                Transfers = random.Next(2) == 0 ? null : Condition(),
                Objectives = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Objective(Pick(Enum.GetValues<ObjectiveMetric>()), random.Next(1, 5000) / 3.0, random.Next(1, 101)))],
                RequestClass = random.Next(2) == 0 ? null : Pick(Odd),
                WhileIllegal = Pick(Enum.GetValues<WhileIllegal>()),
            },
        };
        return rule with
        {
            PreferredPriority = random.Next(3) == 0 ? random.Next(1, 101) : null,
            Validity = random.Next(3) == 0 ? new Validity(Moment(), Moment()) : null,
        };
    }

    private DateTimeOffset? Moment() =>
        random.Next(2) == 0 ? null : new DateTimeOffset(2026, random.Next(1, 13), random.Next(1, 28), random.Next(24), random.Next(60), 7, TimeSpan.FromHours(random.Next(-3, 6)));

    private TrafficClass? Traffic() => random.Next(3) switch { 0 => null, 1 => new TrafficClass(Pick(Enum.GetValues<IpProtocol>()), null), _ => new TrafficClass(Pick([IpProtocol.Tcp, IpProtocol.Udp]), random.Next(1, 65536)) };

    private PathCondition Condition() => new() { Switches = Maybe(() => Expression(1)), Links = Maybe(() => Expression(1)), LabelledLinks = Maybe(() => Expression(1)), EndNodes = Maybe(() => Expression(1)) };

    // The first term reaches something, since a policy that reaches nothing is asked back.
    private Selector Selector(Site site) => new([new SelectorTerm { Name = Pick([.. site.Subjects.Select(s => s.Name)]) }, .. Terms(site, 2)], [.. Terms(site, 2).Where(t => t.Name is not null and not "llm" && site.FindSubject(t.Name) is null)]);

    private IEnumerable<SelectorTerm> Terms(Site site, int most) => Enumerable.Range(0, random.Next(most + 1)).Select(_ => new SelectorTerm
    {
        Name = random.Next(2) == 0 ? null : Pick([.. Odd, .. site.Subjects.Select(s => s.Name)]),
        Labels = Maybe(() => Expression(1)),
        Namespace = random.Next(3) == 0 ? Pick(Odd) : null,
        Kind = Pick(Enum.GetValues<SubjectKind>()),
    });

    private LabelExpression Expression(int depth) => random.Next(depth > 0 ? 4 : 2) switch
    {
        2 => new AllOf([.. Enumerable.Range(0, random.Next(4)).Select(_ => Expression(depth - 1))]),
        3 => new AnyOf([.. Enumerable.Range(0, random.Next(4)).Select(_ => Expression(depth - 1))]),
        _ => new LabelTest(Pick(Odd), Pick(Enum.GetValues<LabelOperator>()), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Odd))]),
    };

    private T? Maybe<T>(Func<T> make) where T : class => random.Next(2) == 0 ? null : make();

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
