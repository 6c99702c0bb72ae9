using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;

namespace Dashboard.Services;

/// <summary>Walks packets on a copy of the tables with one element down: before the baseline is recomputed nothing is forwarded to it, afterwards around it.</summary>
internal sealed class WhatIf(ISiteFeed feed, IFabricDriver fabric, IIntentStore intents) : IWhatIf
{
    /// <inheritdoc/>
    public async Task<WhatIfAnswer> FailAsync(FailureKind kind, string name, CancellationToken cancellationToken)
    {
        var site = feed.Current.Site;
        var failed = Fail(site, kind, name);
        var installed = (await fabric.ReadAsync(cancellationToken)).Entries.Select(e => e.Rule).ToList();
        var compiled = installed.Where(r => r.Priority >= FlowPriority.PlanFloor).ToList();
        var before = new FabricReplay(site, installed);
        var after = new FabricReplay(failed, [.. compiled, .. BaselineRules.Compile(failed)]);
        var bound = Bound(site);
        var pairs = new List<PairAfterFailure>();
        foreach (var (from, to, source, destination) in Pairs(site))
        {
            var packet = new Packet(source, destination, IpProtocol.Tcp, 40000, 443);
            var (first, then) = (before.Walk(packet), after.Walk(packet));
            var (was, would) = (first.Hops, then.Hops);
            var (arrived, arrives) = (first.DeliveredTo is not null, then.DeliveredTo is not null);
            if (was.SequenceEqual(would) && arrived == arrives) continue;
            var ids = bound.GetValueOrDefault((from, to)) ?? [];
            pairs.Add(new PairAfterFailure(from, to, arrived ? was : [], arrives ? would : [], arrives, ids, Note(arrived, arrives, would, ids.Count > 0)));
        }

        var displaced = kind == FailureKind.Node ? site.Subjects.Where(s => s.StandsOn.Contains(name)).Select(s => s.Name).ToList() : [];
        pairs = [.. pairs.OrderByDescending(p => p.IntentIds.Count > 0).ThenBy(p => p.Arrives).ThenBy(p => p.From, StringComparer.Ordinal)];
        var cut = pairs.Count(p => !p.Arrives);
        var summary = pairs.Count == 0 && displaced.Count == 0
            ? $"If {name} fails, no pair of workloads or services changes its way."
            : $"If {name} fails, {pairs.Count - cut} pairs take another way, {cut} no longer reach each other{(displaced.Count > 0 ? $", and {displaced.Count} would have to go elsewhere" : "")}.";
        return new WhatIfAnswer(summary, pairs, displaced);
    }

    private static Site Fail(Site site, FailureKind kind, string name) => kind switch
    {
        FailureKind.Link when site.Links.Any(l => Is(l, name)) =>
            site with { Links = [.. site.Links.Select(l => Is(l, name) ? l with { Up = false } : l)] },
        FailureKind.Switch when site.FindSwitch(name) is not null => site with
        {
            Switches = [.. site.Switches.Select(s => s.Name == name ? s with { Up = false } : s)],
            Links = [.. site.Links.Select(l => l.A.Switch == name || l.B.Switch == name ? l with { Up = false } : l)],
        },
        FailureKind.Node when site.FindNode(name) is not null =>
            site with { Nodes = [.. site.Nodes.Select(n => n.Name == name ? n with { Ready = false } : n)] },
        _ => throw new KeyNotFoundException($"The site has no {kind.ToString().ToLowerInvariant()} '{name}'."),
    };

    private static bool Is(Link link, string name) => link.A.ToString() == name || link.B.ToString() == name || link.Name == name || link.ReverseName == name;

    private Dictionary<(string, string), IReadOnlyList<long>> Bound(Site site)
    {
        var found = new Dictionary<(string, string), List<long>>();
        foreach (var record in intents.All().Where(i => IntentLifecycle.Binds(i.State)))
            foreach (var rule in record.Policy?.Rules ?? [])
            {
                var (from, to) = rule switch
                {
                    PathRule path => (path.From, path.To),
                    IsolationRule isolation => (isolation.A, isolation.B),
                    _ => (null, null),
                };
                if (from is null || to is null) continue;
                foreach (var a in from.Of(site))
                    foreach (var b in to.Of(site).Where(b => b.Name != a.Name))
                        foreach (var key in new[] { (a.Name, b.Name), (b.Name, a.Name) })
                            if (found.TryGetValue(key, out var ids)) { if (!ids.Contains(record.Id)) ids.Add(record.Id); }
                            else found[key] = [record.Id];
            }

        return found.ToDictionary(f => f.Key, f => (IReadOnlyList<long>)f.Value);
    }

    private static IEnumerable<(string From, string To, IPv4 Source, IPv4 Destination)> Pairs(Site site)
    {
        var placed = site.Subjects.Select(s => (s.Name, Ip: s.StandsOn.Select(n => site.FindNode(n)?.Attach?.Ip).FirstOrDefault(ip => ip is not null)))
            .Where(s => s.Ip is not null).ToList();
        foreach (var a in placed)
            foreach (var b in placed)
                if (a.Ip != b.Ip) yield return (a.Name, b.Name, a.Ip!.Value, b.Ip!.Value);
    }

    private static string Note(bool arrived, bool arrives, IReadOnlyList<string> would, bool bound) => (arrived, arrives) switch
    {
        (_, true) => "takes another way",
        (true, false) when bound => $"dropped{(would.Count > 0 ? $" at {would[^1]}" : "")} rather than leaked",
        (true, false) => $"cut off{(would.Count > 0 ? $" behind {would[^1]}" : "")}",
        _ => "did not arrive before either",
    };
}
