using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>Flow tables in memory, with a walk that shares no code with the product.</summary>
internal sealed class FakeFabric(Plug plug, Func<Site> site) : IFabricDriver
{
    private readonly List<FlowRule> rules = [];
    private Action<DriverEvent>? onEvent;

    public string Name => "fake-fabric";

    public bool IsLab => true;

    public Func<FabricChange, Exception?>? Fault { get; set; }

    public Action? AfterRule { get; set; }

    public int Changes { get; private set; }

    public IReadOnlyList<FlowRule> Rules
    {
        get { lock (rules) return [.. rules]; }
    }

    public Task<FabricState> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new FabricState([.. Rules.Select(r => new FlowEntry(r, 1, 100))], DateTimeOffset.UnixEpoch));

    public Task ApplyAsync(FabricChange change, CancellationToken cancellationToken)
    {
        if (Fault?.Invoke(change) is { } fault) return Task.FromException(fault);
        lock (rules)
        {
            Changes++;
            // Each rule is a moment of its own: a change is not atomic, and the process may go in between.
            foreach (var rule in change.Add)
            {
                plug.Tick();
                Put(rule);
                AfterRule?.Invoke();
            }

            foreach (var rule in change.Remove)
            {
                plug.Tick();
                rules.RemoveAll(r => Same(r, rule));
                AfterRule?.Invoke();
            }
        }

        return Task.CompletedTask;
    }

    public Task<WalkTrace> WalkAsync(Packet packet, CancellationToken cancellationToken) => Task.FromResult(Walk(packet));

    public WalkTrace Walk(Packet packet) => Walk(site(), Rules, packet);

    public static WalkTrace Walk(Site site, IReadOnlyList<FlowRule> rules, Packet packet)
    {
        var (hops, crossed) = (new List<string>(), new List<string>());
        var from = site.Nodes.Single(n => n.Attach?.Ip == packet.Source);
        var (name, port) = (from.Attach!.Switch, from.Attach.Port);
        for (var steps = 0; steps < 64; steps++)
        {
            var at = site.Switches.Single(s => s.Name == name);
            var taken = rules.Where(r => r.DatapathId == at.DatapathId && Takes(r.Match, port, packet)).OrderByDescending(r => r.Priority).ToList();
            if (taken.Count == 0) return new WalkTrace(hops, crossed, null, $"no match at {name}");
            if (taken.Count > 1 && taken[0].Priority == taken[1].Priority && taken[0].Output != taken[1].Output)
                throw new InvalidOperationException($"Two rules of priority {taken[0].Priority} at {name} act differently on {packet}.");
            hops.Add(name);
            if (taken[0].Output is not { } output) return new WalkTrace(hops, crossed, null, $"dropped at {name}");
            if (site.Nodes.FirstOrDefault(n => n.Attach?.Switch == name && n.Attach.Port == output) is { } node) return new WalkTrace(hops, crossed, node.Name, "delivered");
            var link = site.Links.FirstOrDefault(l => (l.A.Switch == name && l.A.Number == output) || (l.B.Switch == name && l.B.Number == output));
            if (link is not { Up: true }) return new WalkTrace(hops, crossed, null, $"dead port at {name}");
            crossed.Add(link.Name);
            var other = link.A.Switch == name && link.A.Number == output ? link.B : link.A;
            (name, port) = (other.Switch, other.Number);
        }

        return new WalkTrace(hops, crossed, null, "loop");
    }

    public IDisposable Subscribe(Action<DriverEvent> handler)
    {
        onEvent += handler;
        return new Subscription(() => onEvent -= handler);
    }

    /// <summary>Changes made behind the console's back.</summary>
    public void Tamper(Action<List<FlowRule>> change, string subject, DateTimeOffset at)
    {
        lock (rules) change(rules);
        onEvent?.Invoke(new DriverEvent(Name, DriverEventKind.FlowsChanged, subject, "tampered", at, Own: false));
    }

    public void Install(IEnumerable<FlowRule> installed)
    {
        foreach (var rule in installed) Put(rule);
    }

    private void Put(FlowRule rule)
    {
        rules.RemoveAll(r => Same(r, rule));
        rules.Add(rule);
    }

    private static bool Same(FlowRule a, FlowRule b) => a.DatapathId == b.DatapathId && a.Priority == b.Priority && a.Match == b.Match;

    private static bool Takes(FlowMatch match, int port, Packet packet)
    {
        if (match.InPort is { } p && p != port) return false;
        if (match.Source is { } s && s != packet.Source) return false;
        if (match.Destination is { } d && d != packet.Destination) return false;
        if (match.Protocol is { } proto && proto != packet.Protocol) return false;
        if (match.SourcePort is { } sp && sp != packet.SourcePort) return false;
        return match.DestinationPort is not { } dp || dp == packet.DestinationPort;
    }
}

internal sealed class Subscription(Action stop) : IDisposable
{
    public void Dispose() => stop();
}
