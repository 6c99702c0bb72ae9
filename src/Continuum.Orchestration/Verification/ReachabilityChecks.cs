using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>No pair loses its packets unless an isolation asks so; no pipeline loses its transfers at all.</summary>
internal static class ReachabilityChecks
{
    public static IEnumerable<Check> Of(PlannedState state, IReadOnlyList<Duty> duties)
    {
        var asked = DutyBook.Isolations(state, duties).ToLookup(d => (d.From.Name, d.To.Name), d => (d.Traffic, d.Backward));
        yield return Unchanged(state, asked);
        foreach (var service in state.Site.Services)
        {
            if (state.Layouts[service.Name].Nodes.Count > 1) yield return Uncut(state, service);
        }
    }

    private static Check Unchanged(PlannedState state, ILookup<(string, string), (TrafficClass? Traffic, bool Backward)> asked)
    {
        var before = new FlowTables(state.Map.Datapaths, state.Baseline);
        var (pairs, walks) = (0, 0);
        foreach (var from in state.Site.Nodes.Where(n => n.Attach is not null))
        {
            foreach (var to in state.Site.Nodes.Where(n => n.Attach is not null && n.Name != from.Name))
            {
                pairs++;
                bool? reached = null;
                foreach (var packet in state.Classes(from, to))
                {
                    walks++;
                    var walk = state.Walk(from, to, packet);
                    if (walk.Arrives || asked[(from.Name, to.Name)].Any(a => packet.Is(a.Traffic, a.Backward))) continue;
                    // The baseline knows destinations only, so one class speaks for all.
                    reached ??= PacketWalker.Follow(state.Map, before, from, to, packet).Arrives;
                    if (reached.Value) return new Check("reachability-unchanged", false, $"{from.Name} -> {to.Name}", $"{packet} from {from.Name} arrived at {to.Name} before and would not with the plan: {walk.Reason}") { Trail = walk.Trail(from, to) };
                }
            }
        }

        return new Check("reachability-unchanged", true, state.Site.Name, string.Create(CultureInfo.InvariantCulture, $"{pairs} directed pairs of nodes, {walks} packet classes: all that arrived before arrive, save what an isolation drops"));
    }

    private static Check Uncut(PlannedState state, Service service)
    {
        var nodes = state.NodesOf(service);
        foreach (var from in nodes)
        {
            foreach (var to in nodes.Where(n => n.Name != from.Name && n.Attach is not null && from.Attach is not null))
            {
                foreach (var packet in state.Classes(from, to).Where(p => p is { Protocol: (int)IpProtocol.Tcp, SourcePort: < 0, DestinationPort: < 0 }))
                {
                    var walk = state.Walk(from, to, packet);
                    if (!walk.Arrives) return new Check("pipeline-transfers-uncut", false, service.Name, $"the transfers of {service.Name} from {from.Name} to {to.Name} do not arrive: {walk.Reason}") { Trail = walk.Trail(from, to) };
                }
            }
        }

        return new Check("pipeline-transfers-uncut", true, service.Name, $"transfers between {string.Join(", ", nodes.Select(n => n.Name))} arrive");
    }
}
