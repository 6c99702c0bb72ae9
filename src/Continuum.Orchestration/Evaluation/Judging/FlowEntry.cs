using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>A packet at a port of a switch.</summary>
/// <param name="Source">Address of the sender.</param>
/// <param name="Destination">Address of the receiver.</param>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="SourcePort">0 where the protocol has none.</param>
/// <param name="DestinationPort">0 where the protocol has none.</param>
internal readonly record struct WalkedPacket(IPv4 Source, IPv4 Destination, int Protocol, int SourcePort, int DestinationPort)
{
    public override string ToString() => Protocol switch
    {
        1 => "icmp",
        6 => $"tcp {SourcePort}->{DestinationPort}",
        17 => $"udp {SourcePort}->{DestinationPort}",
        _ => $"protocol {Protocol}",
    };
}

/// <summary>One entry of a flow table, read from ONOS's JSON; -1 and null are wildcards.</summary>
internal sealed record FlowEntry
{
    public required string Device { get; init; }

    public required long Priority { get; init; }

    public long InPort { get; init; } = -1;

    public IPv4? Source { get; init; }

    public IPv4? Destination { get; init; }

    public long Protocol { get; init; } = -1;

    public long SourcePort { get; init; } = -1;

    public long DestinationPort { get; init; } = -1;

    /// <summary>Port to send to; -1 drops.</summary>
    public long Output { get; init; } = -1;

    public bool Takes(WalkedPacket packet, int inPort) =>
        (InPort < 0 || InPort == inPort)
        && (Source is null || Source == packet.Source)
        && (Destination is null || Destination == packet.Destination)
        && (Protocol < 0 || Protocol == packet.Protocol)
        && (SourcePort < 0 || SourcePort == packet.SourcePort)
        && (DestinationPort < 0 || DestinationPort == packet.DestinationPort);

    public static FlowEntry Read(JsonNode? json)
    {
        if (Json.Find(json, "tableId") is { } table && Json.Integer(table, "tableId") != 0) throw new ArtefactException("a flow rule is not in table 0");
        if (Json.Find(json, "isPermanent") is not JsonValue permanent || !permanent.TryGetValue<bool>(out var forever) || !forever) throw new ArtefactException("a flow rule is not permanent");
        var entry = new FlowEntry
        {
            Device = Json.Text(Json.Find(json, "deviceId"), "deviceId"),
            Priority = Json.Integer(Json.Find(json, "priority"), "priority"),
            Output = ReadOutput(Json.List(Json.Find(json, "treatment", "instructions"), "instructions")),
        };
        if (entry.Priority is < 1 or > 65535) throw new ArtefactException($"priority {entry.Priority} is none of OpenFlow's");
        var isIPv4 = false;
        foreach (var criterion in Json.List(Json.Find(json, "selector", "criteria"), "criteria"))
        {
            var type = Json.Text(Json.Find(criterion, "type"), "type of a criterion");
            if (type == "ETH_TYPE") isIPv4 = Ethernet(Json.Text(Json.Find(criterion, "ethType"), "ethType"));
            else entry = With(entry, type, criterion);
        }

        if (!isIPv4) throw new ArtefactException("a flow rule does not ask for ETH_TYPE 0x800, which its other criteria need");
        return entry;
    }

    private static FlowEntry With(FlowEntry entry, string type, JsonNode criterion) => type switch
    {
        "IN_PORT" => entry with { InPort = Json.Integer(Json.Find(criterion, "port"), type) },
        "IPV4_SRC" => entry with { Source = Address(criterion) },
        "IPV4_DST" => entry with { Destination = Address(criterion) },
        "IP_PROTO" => entry with { Protocol = Json.Integer(Json.Find(criterion, "protocol"), type) },
        "TCP_SRC" => Ported(entry, 6) with { SourcePort = Json.Integer(Json.Find(criterion, "tcpPort"), type) },
        "TCP_DST" => Ported(entry, 6) with { DestinationPort = Json.Integer(Json.Find(criterion, "tcpPort"), type) },
        "UDP_SRC" => Ported(entry, 17) with { SourcePort = Json.Integer(Json.Find(criterion, "udpPort"), type) },
        "UDP_DST" => Ported(entry, 17) with { DestinationPort = Json.Integer(Json.Find(criterion, "udpPort"), type) },
        _ => throw new ArtefactException($"criterion {type} is none of those agreed"),
    };

    // OpenFlow matches a transport port only where the protocol is matched too.
    private static FlowEntry Ported(FlowEntry entry, int protocol) =>
        entry.Protocol == protocol ? entry : throw new ArtefactException("a transport port is matched without its IP_PROTO before it");

    private static IPv4 Address(JsonNode criterion)
    {
        var text = Json.Text(Json.Find(criterion, "ip"), "ip");
        return text.EndsWith("/32", StringComparison.Ordinal) && IPv4.TryParse(text[..^3], out var address) ? address : throw new ArtefactException($"'{text}' is no address with /32");
    }

    private static bool Ethernet(string text) =>
        text is "0x800" or "0x0800" or "800" ? true : throw new ArtefactException($"ethType {text} is not IPv4");

    private static long ReadOutput(IReadOnlyList<JsonNode> instructions)
    {
        if (instructions.Count == 0) return -1;
        if (instructions.Count > 1) throw new ArtefactException("a flow rule has several instructions");
        var type = Json.Text(Json.Find(instructions[0], "type"), "type of an instruction");
        if (type != "OUTPUT") throw new ArtefactException(string.Create(CultureInfo.InvariantCulture, $"instruction {type} is not OUTPUT"));
        return Json.Integer(Json.Find(instructions[0], "port"), "OUTPUT port");
    }
}
