using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Onos;

/// <summary>
/// Flow rules as ONOS's REST interface spells them:
/// <code>{ "deviceId": "of:0000000000000001", "priority": 2000, "isPermanent": true,
///   "selector": { "criteria": [ { "type": "ETH_TYPE", "ethType": "0x800" }, { "type": "IPV4_SRC", "ip": "10.0.0.1/32" } ] },
///   "treatment": { "instructions": [ { "type": "OUTPUT", "port": "2" } ] } }</code>
/// No instruction is a drop.
/// </summary>
public static class OnosFlows
{
    /// <summary>One rule. Its table is 0, the default.</summary>
    public static JsonObject Write(FlowRule rule) => new()
    {
        ["deviceId"] = $"of:{rule.DatapathId:x16}",
        ["priority"] = rule.Priority,
        ["isPermanent"] = true,
        ["selector"] = new JsonObject { ["criteria"] = Criteria(rule.Match) },
        ["treatment"] = new JsonObject
        {
            ["instructions"] = rule.Output is { } port ? new JsonArray(new JsonObject { ["type"] = "OUTPUT", ["port"] = $"{port}" }) : [],
        },
    };

    private static JsonArray Criteria(FlowMatch match)
    {
        // ONOS names the field after the protocol, and OpenFlow asks for the protocol wherever a port is matched.
        var transport = match.Protocol == IpProtocol.Udp ? "UDP" : "TCP";
        var field = match.Protocol == IpProtocol.Udp ? "udpPort" : "tcpPort";
        var criteria = new JsonArray(new JsonObject { ["type"] = "ETH_TYPE", ["ethType"] = "0x800" });
        if (match.InPort is { } inPort) criteria.Add(new JsonObject { ["type"] = "IN_PORT", ["port"] = inPort });
        if (match.Source is { } source) criteria.Add(Address("IPV4_SRC", source));
        if (match.Destination is { } destination) criteria.Add(Address("IPV4_DST", destination));
        if (match.Protocol is { } protocol) criteria.Add(new JsonObject { ["type"] = "IP_PROTO", ["protocol"] = (int)protocol });
        if (match.SourcePort is { } from) criteria.Add(new JsonObject { ["type"] = transport + "_SRC", [field] = from });
        if (match.DestinationPort is { } to) criteria.Add(new JsonObject { ["type"] = transport + "_DST", [field] = to });
        return criteria;
    }

    private static JsonObject Address(string type, IPv4 address) => new() { ["type"] = type, ["ip"] = $"{address}/32" };
}
