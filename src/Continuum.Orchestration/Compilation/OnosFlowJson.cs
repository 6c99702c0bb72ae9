using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Flow rules in the JSON of ONOS (REST API, <c>/onos/v1/flows</c>), whatever driver installs them.</summary>
/// <remarks>
/// {"deviceId":"of:0000000000000001","priority":1005,"isPermanent":true,
///  "selector":{"criteria":[{"type":"ETH_TYPE","ethType":"0x800"},{"type":"IN_PORT","port":11},{"type":"IPV4_SRC","ip":"10.0.0.11/32"},...]},
///  "treatment":{"instructions":[{"type":"OUTPUT","port":2}]}}
/// </remarks>
public static class OnosFlowJson
{
    private const string Ipv4 = "0x800";

    /// <summary>One rule; a drop has no instructions.</summary>
    public static JsonObject Write(FlowRule rule)
    {
        var match = rule.Match;
        var criteria = new JsonArray(new JsonObject { ["type"] = "ETH_TYPE", ["ethType"] = Ipv4 });
        if (match.InPort is { } port) criteria.Add(new JsonObject { ["type"] = "IN_PORT", ["port"] = port });
        if (match.Source is { } source) criteria.Add(new JsonObject { ["type"] = "IPV4_SRC", ["ip"] = $"{source}/32" });
        if (match.Destination is { } destination) criteria.Add(new JsonObject { ["type"] = "IPV4_DST", ["ip"] = $"{destination}/32" });
        if (match.Protocol is { } protocol) criteria.Add(new JsonObject { ["type"] = "IP_PROTO", ["protocol"] = (int)protocol });
        var udp = match.Protocol == IpProtocol.Udp;
        if (match.SourcePort is { } from) criteria.Add(new JsonObject { ["type"] = udp ? "UDP_SRC" : "TCP_SRC", [udp ? "udpPort" : "tcpPort"] = from });
        if (match.DestinationPort is { } to) criteria.Add(new JsonObject { ["type"] = udp ? "UDP_DST" : "TCP_DST", [udp ? "udpPort" : "tcpPort"] = to });
        return new JsonObject
        {
            ["deviceId"] = string.Create(CultureInfo.InvariantCulture, $"of:{rule.DatapathId:x16}"),
            ["priority"] = rule.Priority,
            ["isPermanent"] = true,
            ["selector"] = new JsonObject { ["criteria"] = criteria },
            ["treatment"] = new JsonObject
            {
                ["instructions"] = rule.Output is { } output ? new JsonArray(new JsonObject { ["type"] = "OUTPUT", ["port"] = output }) : [],
            },
        };
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and what ONOS answers: ports as numbers or text, a drop without treatment.</summary>
    /// <param name="json">The flow.</param>
    /// <param name="cookie">ONOS flows carry none; the caller knows by application id whose the flow is.</param>
    /// <exception cref="FormatException">A part is missing or is none that Continuum installs.</exception>
    public static FlowRule Read(JsonObject json, ulong cookie = 0)
    {
        var device = Text(json, "deviceId");
        if (!device.StartsWith("of:", StringComparison.Ordinal) || !ulong.TryParse(device[3..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var datapath))
        {
            throw new FormatException($"deviceId '{device}' is not of:<16 hexadecimal digits>.");
        }

        return new FlowRule
        {
            DatapathId = datapath,
            Priority = Number(json, "priority"),
            Match = ReadMatch(json["selector"]?["criteria"]?.AsArray() ?? []),
            Output = ReadOutput(json["treatment"]?["instructions"]?.AsArray() ?? []),
            Cookie = cookie,
        };
    }

    private static FlowMatch ReadMatch(JsonArray criteria)
    {
        var match = new FlowMatch();
        foreach (var criterion in criteria.Select(c => c!.AsObject()))
        {
            match = Text(criterion, "type") switch
            {
                "ETH_TYPE" => match,
                "IN_PORT" => match with { InPort = Number(criterion, "port") },
                "IPV4_SRC" => match with { Source = Address(criterion) },
                "IPV4_DST" => match with { Destination = Address(criterion) },
                "IP_PROTO" => match with { Protocol = (IpProtocol)Number(criterion, "protocol") },
                "TCP_SRC" => match with { SourcePort = Number(criterion, "tcpPort") },
                "TCP_DST" => match with { DestinationPort = Number(criterion, "tcpPort") },
                "UDP_SRC" => match with { SourcePort = Number(criterion, "udpPort") },
                "UDP_DST" => match with { DestinationPort = Number(criterion, "udpPort") },
                var other => throw new FormatException($"Criterion '{other}' is none that Continuum installs."),
            };
        }

        return match;
    }

    private static int? ReadOutput(JsonArray instructions) => instructions.Select(i => i!.AsObject()).ToList() switch
    {
        [] => null,
        [var only] when Text(only, "type") == "OUTPUT" => Number(only, "port"),
        [var only] when Text(only, "type") == "NOACTION" => null,
        _ => throw new FormatException($"Expected one OUTPUT or nothing, found {instructions.ToJsonString()}."),
    };

    private static IPv4 Address(JsonObject criterion)
    {
        var text = Text(criterion, "ip");
        return text.EndsWith("/32", StringComparison.Ordinal) && IPv4.TryParse(text[..^3], out var address)
            ? address
            : throw new FormatException($"'{text}' is not a single IPv4 address with /32.");
    }

    private static string Text(JsonObject json, string name) => json[name]?.ToString() ?? throw new FormatException($"'{name}' is missing in {json.ToJsonString()}.");

    private static int Number(JsonObject json, string name) =>
        int.TryParse(Text(json, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{name}' is '{json[name]}', not a number.");
}
