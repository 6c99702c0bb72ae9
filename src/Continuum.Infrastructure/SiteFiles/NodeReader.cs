using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads one entry of <c>nodes</c>.</summary>
internal static class NodeReader
{
    public static Node Read(YamlElement element, SiteNames names, FaultList faults)
    {
        var fields = new FieldReader(element, "a node", faults, "name", "tier", "labels", "capacity", "gpus", "attach");
        var node = new Node
        {
            Name = fields.RequireName("name", "such as fra-gpu-1"),
            Tier = ReadTier(fields, faults),
            Labels = LabelReader.Read(fields, faults),
            Capacity = ReadCapacity(fields, faults),
            Gpus = [.. fields.List("gpus").Select(g => ReadGpu(g, faults))],
            Attach = ReadAttachment(fields, names, faults),
        };
        if (node.Name.Length > 0) names.Nodes.Add(node.Name, fields.At("name"));
        LabelReader.CheckNode(fields, node, faults);
        return node;
    }

    private static Tier ReadTier(FieldReader fields, FaultList faults)
    {
        if (fields.Require("tier", string.Join(", ", TierNames.All)) is not { } element) return default;
        if (element is YamlText text && TierNames.TryParse(text.Value, out var tier)) return tier;
        faults.Add(element, $"found the tier {element.Describe()}", "one of " + string.Join(", ", TierNames.All));
        return default;
    }

    private static Capacity ReadCapacity(FieldReader fields, FaultList faults)
    {
        if (fields.Require("capacity", "a mapping with cpu and memoryGiB") is not { } element) return default;
        var capacity = new FieldReader(element, "a capacity", faults, "cpu", "memoryGiB");
        return new Capacity(capacity.RequireNumber("cpu", 0, Limits.Cpu), capacity.RequireNumber("memoryGiB", 0, Limits.MemoryGiB));
    }

    // Figures that a datasheet gives may be left out: a node without figures is taken as one without a GPU's speed.
    private static Gpu ReadGpu(YamlElement element, FaultList faults)
    {
        var fields = new FieldReader(element, "a GPU", faults, "model", "count", "memoryGiB", "bf16Tflops", "memoryGBps");
        return new Gpu(
            fields.RequireName("model", "such as A100-80GB"),
            fields.OptionalInteger("count", 1, Limits.GpuCount) ?? 1,
            fields.OptionalNumber("memoryGiB", FieldReader.Tiny, Limits.MemoryGiB) ?? 0,
            fields.OptionalNumber("bf16Tflops", FieldReader.Tiny, Limits.Tflops) ?? Limits.DefaultTflops,
            fields.OptionalNumber("memoryGBps", FieldReader.Tiny, Limits.MemoryGBps) ?? Limits.DefaultMemoryGBps);
    }

    private static Attachment? ReadAttachment(FieldReader node, SiteNames names, FaultList faults)
    {
        if (node.Find("attach") is not { } element) return null;
        var fields = new FieldReader(element, "an attachment", faults, "switch", "port", "ip");
        var name = fields.RequireName("switch", "the switch it is attached to");
        var port = fields.RequireInteger("port", 1, Limits.Port);
        var address = ReadAddress(fields, names, faults);
        if (name.Length > 0) names.SwitchReferences.Add((name, fields.At("switch")));
        if (name.Length > 0 && port is not null) names.Ports.Add(new Port(name, port.Value), fields.At("port"));
        return new Attachment(name, port ?? 0, address);
    }

    private static IPv4 ReadAddress(FieldReader fields, SiteNames names, FaultList faults)
    {
        if (fields.Require("ip", "an IPv4 address such as 10.0.0.11") is not { } element) return default;
        // The round trip refuses 010.0.0.1, which some readers take for octal.
        if (element is not YamlText text || !IPv4.TryParse(text.Value, out var address) || address.ToString() != text.Value)
        {
            faults.Add(element, $"found {element.Describe()} as ip", "an IPv4 address such as 10.0.0.11");
            return default;
        }

        if (address.Value >> 24 is 0 or 127 or >= 224) faults.Add(element, $"found the address {address}", "an address that a machine can have (not 0.x, 127.x or 224.x and above)");
        names.Addresses.Add(address, element);
        return address;
    }
}
