using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>
/// Sends a packet of every class of every protected pair, both directions, through the fabric, and judges its way by the
/// rule. The tables that were read back must say the same: they name the very links, and a walk only the switches.
/// </summary>
/// <param name="active">All intents that bind, the proven one included: an isolation of one excuses the path rule of another.</param>
/// <param name="at">The moment whose rules are in force.</param>
internal sealed class WalkProof(Plant plant, Readback read, IReadOnlyList<ActiveIntent> active, DateTimeOffset at)
{
    private readonly ILookup<(string, string), TrafficCell> isolated =
        Flows(read, active, at).Where(f => f.Isolated).Select(f => (Key: (f.From.Name, f.To.Name), f.Cell)).Distinct().ToLookup(x => x.Key, x => x.Cell);

    private readonly TableModel model = new(read.Site, read.Rules);
    private readonly ILookup<(IPv4?, IPv4?), TrafficCell> cells = read.Rules.Where(r => r.Priority > FlowPriority.Baseline)
        .Select(r => (Key: (r.Match.Source, r.Match.Destination), Cell: TrafficCell.Of(r.Match))).Distinct().ToLookup(x => x.Key, x => x.Cell);

    public async Task<IReadOnlyList<EvidenceItem>> OfAsync(ActiveIntent intent, CancellationToken cancellationToken)
    {
        var evidence = new List<EvidenceItem>();
        foreach (var flow in Flows(read, [intent], at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            evidence.Add(await OfAsync(flow, cancellationToken).ConfigureAwait(false));
        }

        return evidence;
    }

    /// <summary>Flows that the tables read back do not carry as asked, judged without asking the fabric for walks.</summary>
    public IEnumerable<(ProtectedFlow Flow, Judgement Judgement, string Why)> Broken()
    {
        foreach (var flow in Flows(read, active, at))
        {
            foreach (var packet in Packets(flow))
            {
                var (judgement, why) = flow.From.Attach is null && flow.From.Name != flow.To.Name
                    ? (Judgement.Lost, $"{flow.From.Name} has no network")
                    : Judge(flow, packet, model.Walk(flow.From, packet));
                if (judgement == Judgement.Holds) continue;
                yield return (flow, judgement, why!);
                break;
            }
        }
    }

    private (Judgement Judgement, string? Why) Judge(ProtectedFlow flow, Packet packet, ModelWalk walk)
    {
        var (judgement, why) = PathJudge.Judge(flow, walk);
        return judgement == Judgement.Lost && isolated[(flow.From.Name, flow.To.Name)].Any(c => c.Holds(packet)) ? (Judgement.Holds, null) : (judgement, why);
    }

    private static IReadOnlyList<ProtectedFlow> Flows(Readback read, IEnumerable<ActiveIntent> intents, DateTimeOffset at) =>
        ProtectedFlows.Of(read.Site, intents, at, s => [.. read.NodesOf(s).Select(read.Site.FindNode).OfType<Node>()]);

    private async Task<EvidenceItem> OfAsync(ProtectedFlow flow, CancellationToken cancellationToken)
    {
        string? observed = null;
        var holds = true;
        if (flow.From.Name == flow.To.Name)
        {
            var (judgement, why) = PathJudge.Judge(flow, new ModelWalk([], [], flow.To, "on one node"));
            (holds, observed) = (judgement == Judgement.Holds, why ?? $"both on {flow.From.Name}");
        }
        else if (flow.From.Attach is null || flow.To.Attach is null)
        {
            (holds, observed) = (flow.Isolated, $"{(flow.From.Attach is null ? flow.From : flow.To).Name} has no network");
        }
        else
        {
            foreach (var packet in Packets(flow))
            {
                var expected = model.Walk(flow.From, packet);
                var trace = await plant.Fabric.WalkAsync(packet, cancellationToken).ConfigureAwait(false);
                var (judgement, why) = Judge(flow, packet, expected);
                if (!trace.Hops.SequenceEqual(expected.Hops.Select(h => h.Switch.Name)) || trace.DeliveredTo != expected.Delivered?.Name)
                    (judgement, why) = (Judgement.Violated, "the fabric carries it otherwise than its tables say");
                var seen = $"{string.Join(" > ", trace.Hops)}: {trace.End}";
                if (judgement != Judgement.Holds)
                {
                    (holds, observed) = (false, $"{Name(packet)}: {seen}; {why}");
                    break;
                }

                observed ??= seen;
            }
        }

        return new EvidenceItem("packet-walk", $"{flow.FromSubject} to {flow.ToSubject}{Class(flow.Cell)}", Expected(flow), observed ?? "no packet of this class exists", holds, read.Fabric.At, plant.Fabric.Name)
        {
            Rule = flow.RuleIndex,
            About = [.. new[] { flow.FromSubject, flow.ToSubject }.Distinct(StringComparer.Ordinal)],
        };
    }

    // One packet for every class that the tables tell apart inside the class of the rule, and one for each protocol.
    private IEnumerable<Packet> Packets(ProtectedFlow flow)
    {
        if (flow.From.Attach?.Ip is not { } source || flow.To.Attach?.Ip is not { } destination)
        {
            // On one node, or without a network: one packet that is never sent.
            yield return new Packet(default, default, flow.Cell.Protocol ?? IpProtocol.Icmp, flow.Cell.SourcePort, flow.Cell.DestinationPort);
            yield break;
        }

        var known = cells[(source, destination)].Concat(cells[(source, null)]).Concat(cells[(null, destination)]).Concat(cells[(null, null)]);
        var all = TrafficCell.Close(
            known.Append(flow.Cell).Append(new TrafficCell(IpProtocol.Icmp, null, null)).Append(new TrafficCell(IpProtocol.Tcp, null, null)).Append(new TrafficCell(IpProtocol.Udp, null, null)));
        foreach (var cell in all.Where(c => c.Intersect(flow.Cell) == c))
        {
            if (cell.Representative(source, destination, all) is { } packet) yield return packet;
        }
    }

    private static string Expected(ProtectedFlow flow) => flow.Isolated
        ? $"never arrives on {flow.To.Name}"
        : $"arrives on {flow.To.Name} over {(flow.Through.Count > 0 ? "its waypoints and " : "")}what the rule allows";

    private static string Class(TrafficCell cell) => cell.Protocol is null ? "" : $" ({cell.Protocol.ToString()!.ToLowerInvariant()}{(cell.DestinationPort ?? cell.SourcePort) switch { null => "", { } p => $" {p}" }})";

    private static string Name(Packet packet) => packet.Protocol.ToString().ToLowerInvariant() + (packet.DestinationPort is { } port ? $" to port {port}" : "");
}
