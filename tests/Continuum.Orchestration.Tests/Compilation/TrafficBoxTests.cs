using Continuum.Core.Policies;
using Continuum.Orchestration.Compilation;
using FsCheck.Xunit;

namespace Continuum.Orchestration.Tests.Compilation;

public class TrafficBoxTests
{
    [Fact]
    public void Classes_that_overlap_get_the_class_of_both()
    {
        var there = TrafficBox.Of(new TrafficClass(IpProtocol.Tcp, 443), receiverIsB: true);
        var back = TrafficBox.Of(new TrafficClass(IpProtocol.Tcp, 80), receiverIsB: false);
        Assert.Contains(new TrafficBox(IpProtocol.Tcp, 80, 443), TrafficBox.Close([there, back]));
        Assert.Equal(2, TrafficBox.Close([there, TrafficBox.Of(new TrafficClass(IpProtocol.Udp, 443), true)]).Count);
    }

    [Property]
    public void Every_packet_has_one_smallest_class_that_obeys_all_that_hold_it(int seed)
    {
        var random = new Random(seed);
        IpProtocol?[] protocols = [null, IpProtocol.Tcp, IpProtocol.Udp];
        int?[] ports = [null, 80, 443];
        var boxes = Enumerable.Range(0, 5).Select(_ => protocols[random.Next(3)] is { } p ? new TrafficBox(p, ports[random.Next(3)], ports[random.Next(3)]) : default).ToList();
        var closed = TrafficBox.Close(boxes);
        foreach (var packet in from p in protocols where p is not null from a in new[] { 80, 443, 1 } from b in new[] { 80, 443, 1 } select new TrafficBox(p, a, b))
        {
            var holding = closed.Where(c => c.Contains(packet)).ToList();
            if (holding.Count == 0) continue;
            var smallest = Assert.Single(holding, c => holding.TrueForAll(o => o.Contains(c)));
            Assert.All(boxes.Where(b => b.Contains(packet)), b => Assert.True(b.Contains(smallest)));
        }
    }
}
