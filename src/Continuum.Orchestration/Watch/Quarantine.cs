using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Proof;

namespace Continuum.Orchestration.Watch;

/// <summary>
/// Drops of packets whose way has become illegal, at the switch where they enter: nothing may leak while a person
/// decides about another way. They go when the way is legal again, and with the enactment of a new plan.
/// </summary>
internal static class Quarantine
{
    public static FabricChange Change(Readback read, IEnumerable<ProtectedFlow> violated)
    {
        var wanted = new Dictionary<RuleKey, FlowRule>();
        foreach (var flow in violated)
        {
            if (flow.From.Attach is not { } from || flow.To.Attach is not { } to || flow.From.Name == flow.To.Name) continue;
            var rule = new FlowRule
            {
                DatapathId = read.Site.FindSwitch(from.Switch)!.DatapathId,
                Priority = TransitPriority.Quarantine,
                Match = new FlowMatch { Source = from.Ip, Destination = to.Ip, Protocol = flow.Cell.Protocol, SourcePort = flow.Cell.SourcePort, DestinationPort = flow.Cell.DestinationPort },
                Cookie = (ulong)flow.IntentId,
            };
            wanted.TryAdd(RuleKey.Of(rule), rule);
        }

        var present = read.Rules.Where(r => r.Priority == TransitPriority.Quarantine).ToDictionary(RuleKey.Of);
        return new FabricChange(
            [.. wanted.Where(w => !present.TryGetValue(w.Key, out var p) || p.Output is not null).Select(w => w.Value)],
            [.. present.Where(p => !wanted.ContainsKey(p.Key)).Select(p => p.Value)]);
    }
}
