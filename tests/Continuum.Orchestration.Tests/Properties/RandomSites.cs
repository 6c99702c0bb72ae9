using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests.Properties;

/// <summary>Random small sites and policies; a seed makes the same ones again.</summary>
internal sealed class RandomSites(int seed)
{
    private static readonly string[] Countries = ["DE", "FR", "US"];
    private readonly Random _random = new(seed);

    public Site Site()
    {
        var builder = new SiteBuilder();
        var switches = _random.Next(2, 8);
        for (var i = 0; i < switches; i++) builder.Switch($"s{i}", Labels(0.85));
        for (var i = 1; i < switches; i++) builder.Link($"s{_random.Next(i)}", $"s{i}", Latency(), Encryption());
        for (var i = _random.Next(0, switches + 2); i > 0 && switches > 1; i--)
        {
            var a = _random.Next(switches);
            builder.Link($"s{a}", $"s{(a + _random.Next(1, switches)) % switches}", Latency(), Encryption());
        }

        var nodes = _random.Next(2, 7);
        for (var i = 0; i < nodes; i++)
        {
            var zone = _random.Next(4) > 0 ? $" zone=z{_random.Next(3)}" : "";
            builder.Node($"n{i}", _random.Next(12) == 0 ? null : $"s{_random.Next(switches)}", Labels(0.85) + zone, (Tier)_random.Next(3), cpu: _random.Next(4, 12), memory: 64);
        }

        var workloads = _random.Next(2, 6);
        for (var i = 0; i < workloads; i++)
        {
            var app = _random.Next(6) == 0 ? "shared" : $"w{i}";
            builder.Workload($"w{i}", _random.Next(8) == 0 ? null : $"n{_random.Next(nodes)}", $"app={app} data={(_random.Next(2) == 0 ? "phi" : "public")}", _random.Next(4) == 0 ? 2 : 1, space: _random.Next(4) == 0 ? "other" : "default");
        }

        if (_random.Next(2) == 0)
        {
            var (first, second) = ($"n{_random.Next(nodes)}", $"n{_random.Next(nodes)}");
            if (first == second) builder.Service("llm", "data=phi", first, (first, 0, 11));
            else builder.Service("llm", "data=phi", _random.Next(2) == 0 ? first : second, (first, 0, 5), (second, 6, 11));
        }

        return builder.Build();
    }

    public IReadOnlyList<Rule> Rules(Site site, int most) => [.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => Rule(site))];

    private Rule Rule(Site site)
    {
        Rule rule = _random.Next(10) switch
        {
            < 2 => new PlacementRule { Subjects = Subjects(site), Nodes = Where() },
            2 => new PlacementRule { Subjects = Subjects(site), Nodes = _random.Next(2) == 0 ? Where() : null, Arrangement = (Arrangement)_random.Next(3), Topology = (Topology)_random.Next(2) },
            < 7 => Path(site),
            < 9 => new IsolationRule { A = Subjects(site), B = Subjects(site), Traffic = Traffic(), OneWay = _random.Next(3) == 0 },
            _ when site.Services.Count == 0 => new PlacementRule { Subjects = Subjects(site), Nodes = Where() },
            _ => new ServiceRule { Services = Selector.ByName("llm"), Nodes = Where(), Transfers = _random.Next(2) == 0 ? new PathCondition { Switches = Where() } : null },
        };
        return _random.Next(8) == 0 ? rule with { PreferredPriority = _random.Next(1, 100) } : rule;
    }

    private PathRule Path(Site site)
    {
        var rule = new PathRule { From = Subjects(site), To = Subjects(site), Traffic = Traffic() };
        rule = _random.Next(5) switch
        {
            0 => rule with { Condition = new PathCondition { Switches = Where() } },
            1 => rule with { Condition = new PathCondition { Switches = LabelExpression.NotIn(LabelKeys.Name, Any(site.Switches).Name) } },
            2 => rule with { Condition = new PathCondition { Links = LabelExpression.In("encrypted", "true") } },
            3 => rule with { Condition = new PathCondition { Switches = Where(), LabelledLinks = LabelExpression.In("encrypted", "true"), EndNodes = Where() } },
            _ => rule,
        };
        if (_random.Next(3) == 0) rule = rule with { Through = [LabelExpression.In(LabelKeys.Name, Any(site.Switches).Name), .. _random.Next(3) == 0 ? [LabelExpression.In(LabelKeys.Name, Any(site.Switches).Name)] : Array.Empty<LabelExpression>()] };
        if (_random.Next(4) == 0) rule = rule with { MaxLatencyMs = _random.Next(2, 16) };
        if (_random.Next(6) == 0) rule = rule with { MaxHops = _random.Next(1, 6) };
        return rule;
    }

    private Selector Subjects(Site site) => _random.Next(8) switch
    {
        0 when site.Subjects.Any(s => s.Labels["data"] == "phi") => Selector.ByLabel("data", "phi"),
        1 => Selector.Everything,
        _ => Selector.ByName(Any([.. site.Subjects]).Name),
    };

    private LabelExpression Where() => _random.Next(5) switch
    {
        0 => LabelExpression.In("jurisdiction", Any(Countries)),
        1 => LabelExpression.NotIn("jurisdiction", Any(Countries)),
        2 => LabelExpression.In("jurisdiction", Countries.Where(_ => _random.Next(3) > 0).DefaultIfEmpty("DE")),
        3 => new AnyOf([LabelExpression.In("jurisdiction", Any(Countries)), LabelExpression.In("trust", "high")]),
        _ => new AllOf([LabelExpression.NotIn("jurisdiction", Any(Countries)), new AnyOf([LabelExpression.In("trust", "high", "medium"), new LabelTest("trust", LabelOperator.Exists, [])])]),
    };

    private TrafficClass? Traffic() => _random.Next(4) switch
    {
        0 => new TrafficClass(IpProtocol.Tcp, 443),
        1 => new TrafficClass(_random.Next(2) == 0 ? IpProtocol.Tcp : IpProtocol.Udp, _random.Next(2) == 0 ? 80 : null),
        _ => null,
    };

    private string Labels(double share) => string.Join(' ', new[]
    {
        _random.NextDouble() < share ? $"jurisdiction={Any(Countries)}" : "",
        _random.NextDouble() < share ? $"trust={Any(["low", "medium", "high"])}" : "",
    }.Where(l => l.Length > 0));

    private string Encryption() => _random.Next(4) switch { 0 => "", 1 => "encrypted=false", _ => "encrypted=true" };

    private double? Latency() => _random.Next(10) == 0 ? null : _random.Next(0, 6);

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
