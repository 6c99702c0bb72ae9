using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class FlowTableTests
{
    private static readonly IPv4 A = IPv4.Parse("10.0.0.1"), B = IPv4.Parse("10.0.0.2"), C = IPv4.Parse("10.0.0.3");
    private static readonly Packet Web = new(A, B, IpProtocol.Tcp, 40000, 443);

    private readonly FlowTable table = new();
    private long order;

    public static TheoryData<string, FlowMatch, bool> Matches => new()
    {
        { "everything", new FlowMatch(), true },
        { "port of arrival", new FlowMatch { InPort = 1 }, true },
        { "another port of arrival", new FlowMatch { InPort = 2 }, false },
        { "source", new FlowMatch { Source = A }, true },
        { "another source", new FlowMatch { Source = C }, false },
        { "destination", new FlowMatch { Destination = B }, true },
        { "another destination", new FlowMatch { Destination = A }, false },
        { "protocol", new FlowMatch { Protocol = IpProtocol.Tcp }, true },
        { "another protocol", new FlowMatch { Protocol = IpProtocol.Udp }, false },
        { "destination port", new FlowMatch { Protocol = IpProtocol.Tcp, DestinationPort = 443 }, true },
        { "source port", new FlowMatch { Protocol = IpProtocol.Tcp, SourcePort = 40000 }, true },
        { "ports swapped", new FlowMatch { Protocol = IpProtocol.Tcp, SourcePort = 443 }, false },
        { "all but one field", new FlowMatch { InPort = 1, Source = A, Destination = B, Protocol = IpProtocol.Tcp, DestinationPort = 80 }, false },
    };

    [Theory]
    [MemberData(nameof(Matches))]
    public void A_match_takes_a_packet_when_all_of_its_fields_agree(string what, FlowMatch match, bool taken)
    {
        Assert.NotEmpty(what);
        Assert.Equal(taken, match.Takes(Web, 1));
    }

    [Fact]
    public void A_packet_without_ports_is_taken_by_no_match_on_ports() =>
        Assert.False(new FlowMatch { Protocol = IpProtocol.Tcp, DestinationPort = 443 }.Takes(Web with { DestinationPort = null }, 1));

    [Fact]
    public void The_highest_priority_wins_whatever_the_order()
    {
        Add(10, new FlowMatch { Destination = B }, 1);
        Add(2000, new FlowMatch { Destination = B }, 3);
        Add(1000, new FlowMatch { Destination = B }, 2);
        Assert.Equal([2000, 1000, 10], table.Entries.Select(e => e.Rule.Priority));
        Assert.Equal(3, table.Lookup(Web, 1)!.Rule.Output);
        table.Remove(2000, new FlowMatch { Destination = B });
        Assert.Equal(2, table.Lookup(Web, 1)!.Rule.Output);
    }

    [Fact]
    public void Of_overlapping_rules_with_equal_priority_the_first_installed_wins_and_they_are_reported()
    {
        Add(1000, new FlowMatch { Source = A }, 1);
        Add(1000, new FlowMatch { Destination = B }, 2);
        Assert.Equal(1, table.Lookup(Web, 1)!.Rule.Output);
        Assert.Single(table.Conflicting(Rule(1000, new FlowMatch { Destination = B }, 2)));
        Assert.Empty(table.Conflicting(Rule(1000, new FlowMatch { Destination = B }, 1)));
        Assert.Empty(table.Conflicting(Rule(1000, new FlowMatch { Source = C }, 2)));
        Assert.Empty(table.Conflicting(Rule(1001, new FlowMatch { Destination = B }, 2)));
    }

    [Fact]
    public void The_same_priority_and_match_replaces_and_hands_on_the_counters()
    {
        Add(1000, new FlowMatch { Destination = B }, 1);
        table.Lookup(Web, 1)!.Packets = 7;
        Assert.NotNull(table.Add(Rule(1000, new FlowMatch { Destination = B }, 2), ++order));
        var entry = Assert.Single(table.Entries);
        Assert.Equal((2, 7L), (entry.Rule.Output!.Value, entry.Packets));
    }

    [Fact]
    public void Adding_what_is_there_changes_nothing_not_even_the_order()
    {
        Add(1000, new FlowMatch { Source = A }, 1);
        Add(1000, new FlowMatch { Destination = B }, 2);
        Assert.Null(table.Add(Rule(1000, new FlowMatch { Source = A }, 1), ++order));
        Assert.Equal(1, table.Lookup(Web, 1)!.Rule.Output);
    }

    [Fact]
    public void Removal_is_strict()
    {
        Add(1000, new FlowMatch { Destination = B }, 1);
        Assert.Null(table.Remove(1001, new FlowMatch { Destination = B }));
        Assert.Null(table.Remove(1000, new FlowMatch { Destination = B, InPort = 1 }));
        Assert.NotNull(table.Remove(1000, new FlowMatch { Destination = B }));
        Assert.Empty(table.Entries);
    }

    [Theory]
    [InlineData(1000, 1, null, null, null)]
    [InlineData(70000, 1, null, null, "priority 70000")]
    [InlineData(1000, 0, null, null, "output 0")]
    [InlineData(1000, 1, null, 443, "without the protocol")]
    [InlineData(1000, 1, IpProtocol.Icmp, 443, "without the protocol")]
    [InlineData(1000, 1, IpProtocol.Udp, 70000, "beyond 65535")]
    public void A_switch_refuses_what_OpenFlow_does(int priority, int output, IpProtocol? protocol, int? port, string? refusal)
    {
        var found = FlowMatching.Refusal(Rule(priority, new FlowMatch { Protocol = protocol, DestinationPort = port }, output));
        if (refusal is null) Assert.Null(found);
        else Assert.Contains(refusal, found, StringComparison.Ordinal);
    }

    private void Add(int priority, FlowMatch match, int? output) => Assert.NotNull(table.Add(Rule(priority, match, output), ++order));

    private static FlowRule Rule(int priority, FlowMatch match, int? output) => new() { DatapathId = 1, Priority = priority, Match = match, Output = output };
}
