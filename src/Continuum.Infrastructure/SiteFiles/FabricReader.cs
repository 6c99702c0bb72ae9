using System.Globalization;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads entries of <c>switches</c> and <c>links</c>.</summary>
internal static class FabricReader
{
    public static Switch ReadSwitch(YamlElement element, SiteNames names, FaultList faults)
    {
        var fields = new FieldReader(element, "a switch", faults, "name", "datapathId", "labels");
        var name = fields.RequireName("name", "such as s1");
        if (name.Length > 0) names.Switches.Add(name, fields.At("name"));
        return new Switch { Name = name, DatapathId = ReadDatapathId(fields, names, faults), Labels = LabelReader.Read(fields, faults) };
    }

    public static Link ReadLink(YamlElement element, SiteNames names, FaultList faults)
    {
        var fields = new FieldReader(element, "a link", faults, "a", "b", "bandwidthMbps", "latencyMs", "labels");
        var link = new Link
        {
            A = ReadEnd(fields, "a", names, faults),
            B = ReadEnd(fields, "b", names, faults),
            BandwidthMbps = fields.OptionalNumber("bandwidthMbps", FieldReader.Tiny, Limits.BandwidthMbps),
            LatencyMs = fields.OptionalNumber("latencyMs", 0, Limits.LatencyMs),
            Labels = LabelReader.Read(fields, faults),
        };
        if (link.A.Switch is { Length: > 0 } same && same == link.B.Switch)
            faults.Add(fields.At("b"), $"found a link from {same} to itself", "two different switches");
        return link;
    }

    // Decimal, or 0x and hexadecimal digits.
    private static ulong ReadDatapathId(FieldReader fields, SiteNames names, FaultList faults)
    {
        if (fields.Require("datapathId", "a number of its own") is not { } element) return 0;
        if (element is YamlText { Value: var text } && TryParse(text, out var id) && id > 0)
        {
            names.DatapathIds.Add(id, element);
            return id;
        }

        faults.Add(element, $"found {element.Describe()} as datapathId", "a whole number, 1 to 18446744073709551615");
        return 0;
    }

    private static bool TryParse(string text, out ulong id) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    // s1:4; the last colon divides, so that a switch may be called of:1.
    private static Port ReadEnd(FieldReader fields, string key, SiteNames names, FaultList faults)
    {
        const string Expected = "switch:port, such as s1:4";
        if (fields.Require(key, Expected) is not { } element) return default;
        var text = element is YamlText t ? t.Value : "";
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > Limits.Port)
        {
            faults.Add(element, $"found {element.Describe()} as end {key} of a link", $"{Expected} (ports 1 to {Limits.Port})");
            return default;
        }

        var port = new Port(text[..colon], number);
        names.SwitchReferences.Add((port.Switch, element));
        names.Ports.Add(port, element);
        return port;
    }
}
