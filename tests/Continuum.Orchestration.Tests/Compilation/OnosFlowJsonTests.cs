using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Tests.Compilation;

public class OnosFlowJsonTests
{
    private static readonly FlowRule Full = new()
    {
        DatapathId = 0x10,
        Priority = 1045,
        Match = new FlowMatch { InPort = 3, Source = IPv4.Parse("10.0.0.1"), Destination = IPv4.Parse("10.0.0.2"), Protocol = IpProtocol.Udp, SourcePort = 53, DestinationPort = 99 },
        Output = 7,
    };

    [Fact]
    public void A_rule_is_written_as_onos_spells_it() => Assert.Equal(
        """{"deviceId":"of:0000000000000010","priority":1045,"isPermanent":true,"selector":{"criteria":[{"type":"ETH_TYPE","ethType":"0x800"},{"type":"IN_PORT","port":3},{"type":"IPV4_SRC","ip":"10.0.0.1/32"},{"type":"IPV4_DST","ip":"10.0.0.2/32"},{"type":"IP_PROTO","protocol":17},{"type":"UDP_SRC","udpPort":53},{"type":"UDP_DST","udpPort":99}]},"treatment":{"instructions":[{"type":"OUTPUT","port":7}]}}""",
        OnosFlowJson.Write(Full).ToJsonString());

    [Fact]
    public void A_drop_has_no_instructions() =>
        Assert.Empty(OnosFlowJson.Write(Full with { Output = null })["treatment"]!["instructions"]!.AsArray());

    [Theory]
    [InlineData(IpProtocol.Tcp, 443, null, 1)]
    [InlineData(IpProtocol.Udp, null, 53, null)]
    [InlineData(IpProtocol.Icmp, null, null, 4)]
    [InlineData(null, null, null, null)]
    public void What_is_written_is_read_back(IpProtocol? protocol, int? source, int? destination, int? output)
    {
        var rule = Full with { Output = output, Match = Full.Match with { Protocol = protocol, SourcePort = source, DestinationPort = destination, InPort = null } };
        Assert.Equal(rule, OnosFlowJson.Read(JsonNode.Parse(OnosFlowJson.Write(rule).ToJsonString())!.AsObject()));
    }

    [Theory]
    [InlineData("""{"deviceId":"of:zz","priority":1}""", "deviceId")]
    [InlineData("""{"deviceId":"of:01","priority":1,"selector":{"criteria":[{"type":"VLAN_VID","vlanId":3}]}}""", "VLAN_VID")]
    [InlineData("""{"deviceId":"of:01","priority":1,"selector":{"criteria":[{"type":"IPV4_DST","ip":"10.0.0.0/8"}]}}""", "/32")]
    [InlineData("""{"deviceId":"of:01"}""", "priority")]
    public void What_is_not_ours_is_refused_with_a_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => OnosFlowJson.Read(JsonNode.Parse(json)!.AsObject())).Message, StringComparison.Ordinal);
}
