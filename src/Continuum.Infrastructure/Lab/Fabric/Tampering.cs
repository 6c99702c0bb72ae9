using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>Chooses what someone with access to a switch would change.</summary>
internal static class Tampering
{
    private const ulong RogueCookie = 0xBAD;

    /// <summary>The change, and in words what it is.</summary>
    /// <exception cref="DriverException">The switch holds no rule to tamper with.</exception>
    public static (FabricChange Change, string Words) Choose(LabWorld world, Switch at, FlowTampering how)
    {
        var entries = world.Fabric.Find(at.DatapathId)!.Entries;
        // The rule that most packets take: its loss is the one that shows.
        var forwards = entries.Where(e => e.Rule.Output is not null).OrderByDescending(e => e.Rule.Priority >= FlowPriority.PlanFloor).ThenByDescending(e => e.Packets).ToList();
        var victim = how == FlowTampering.Rogue
            ? forwards.FirstOrDefault()
            : forwards.Concat(entries).FirstOrDefault(e => e.Rule.Priority >= FlowPriority.PlanFloor);
        if (victim?.Rule is not { } rule)
        {
            throw new DriverException($"{at.Name} holds no {(how == FlowTampering.Rogue ? "" : "compiled ")}rule to tamper with. Choose a switch on a way that an intent binds.");
        }

        var elsewhere = Elsewhere(world.Site, at, rule.Output);
        var where = elsewhere is { } port ? $"to port {port}" : "nowhere (drop)";
        return how switch
        {
            FlowTampering.Delete => (new FabricChange([], [rule]), $"the rule of priority {rule.Priority} on {at.Name} ({Describe(rule)}) was deleted"),
            FlowTampering.Redirect => (new FabricChange([rule with { Output = elsewhere }], []), $"the rule of priority {rule.Priority} on {at.Name} ({Describe(rule)}) now sends {where}"),
            _ => Rogue(),
        };

        (FabricChange, string) Rogue()
        {
            var priority = Math.Min(ushort.MaxValue, entries.Max(e => e.Rule.Priority) + 100);
            return (
                new FabricChange([rule with { Priority = priority, Output = elsewhere, Cookie = RogueCookie }], []),
                $"a rule of priority {priority} on {at.Name} now sends what {Describe(rule)} matches {where}");
        }
    }

    private static int? Elsewhere(Site site, Switch at, int? now)
    {
        var ports = site.Links
            .SelectMany(l => new[] { l.A, l.B })
            .Where(p => p.Switch == at.Name && p.Number != now)
            .Select(p => (int?)p.Number)
            .Order();
        return now is null ? ports.FirstOrDefault() : ports.LastOrDefault();
    }

    private static string Describe(FlowRule rule)
    {
        var match = rule.Match;
        var parts = new List<string>();
        if (match.InPort is { } inPort) parts.Add($"in port {inPort}");
        if (match.Source is { } source) parts.Add($"from {source}");
        if (match.Destination is { } destination) parts.Add($"to {destination}");
        if (match.Protocol is { } protocol) parts.Add($"{protocol.ToString().ToUpperInvariant()}{(match.SourcePort is { } s ? $" from port {s}" : "")}{(match.DestinationPort is { } d ? $" to port {d}" : "")}");
        return parts.Count == 0 ? "everything" : string.Join(", ", parts);
    }
}
