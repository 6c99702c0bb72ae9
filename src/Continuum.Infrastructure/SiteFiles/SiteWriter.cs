using System.Globalization;
using System.Text;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Writes a site as a site file that reads back as the same site. What is up or down is state, not inventory, and is left out.</summary>
public static class SiteWriter
{
    /// <summary>The site as YAML.</summary>
    public static string Write(Site site)
    {
        var yaml = new StringBuilder();
        Line(yaml, 0, "site", site.Name);
        Line(yaml, 0, "timezone", site.Timezone);
        Section(yaml, "nodes", site.Nodes, WriteNode);
        Section(yaml, "switches", site.Switches, WriteSwitch);
        Section(yaml, "links", site.Links, WriteLink);
        Section(yaml, "workloads", site.Workloads, WriteWorkload);
        Section(yaml, "services", site.Services, WriteService);
        return yaml.ToString();
    }

    private static void WriteNode(StringBuilder yaml, Node node)
    {
        Line(yaml, 1, "name", node.Name);
        Line(yaml, 2, "tier", TierNames.ToText(node.Tier));
        Labels(yaml, node.Labels);
        Raw(yaml, 2, "capacity", $"{{ cpu: {Number(node.Capacity.Cpu)}, memoryGiB: {Number(node.Capacity.MemoryGiB)} }}");
        if (node.Gpus.Count > 0) Raw(yaml, 2, "gpus", $"[ {string.Join(", ", node.Gpus.Select(Gpu))} ]");
        if (node.Attach is { } attach) Raw(yaml, 2, "attach", $"{{ switch: {Text(attach.Switch)}, port: {attach.Port}, ip: {attach.Ip} }}");
    }

    private static void WriteSwitch(StringBuilder yaml, Switch item)
    {
        Line(yaml, 1, "name", item.Name);
        Raw(yaml, 2, "datapathId", item.DatapathId.ToString(CultureInfo.InvariantCulture));
        Labels(yaml, item.Labels);
    }

    private static void WriteLink(StringBuilder yaml, Link link)
    {
        Line(yaml, 1, "a", link.A.ToString());
        Line(yaml, 2, "b", link.B.ToString());
        if (link.BandwidthMbps is { } bandwidth) Raw(yaml, 2, "bandwidthMbps", Number(bandwidth));
        if (link.LatencyMs is { } latency) Raw(yaml, 2, "latencyMs", Number(latency));
        Labels(yaml, link.Labels);
    }

    private static void WriteWorkload(StringBuilder yaml, Workload workload)
    {
        Line(yaml, 1, "name", workload.Name);
        Line(yaml, 2, "namespace", workload.Namespace);
        Line(yaml, 2, "kind", workload.Kind);
        Labels(yaml, workload.Labels);
        Raw(yaml, 2, "replicas", workload.Replicas.ToString(CultureInfo.InvariantCulture));
        Raw(yaml, 2, "requests", $"{{ cpu: {Number(workload.Requests.Cpu)}, memoryGiB: {Number(workload.Requests.MemoryGiB)} }}");
        if (workload.Node is not null) Line(yaml, 2, "node", workload.Node);
    }

    private static void WriteService(StringBuilder yaml, Service service)
    {
        Line(yaml, 1, "name", service.Name);
        Line(yaml, 2, "model", service.Model);
        Labels(yaml, service.Labels);
        Line(yaml, 2, "head", service.Head);
        Raw(yaml, 2, "stages", $"[ {string.Join(", ", service.Stages.Select(s => $"{{ node: {Text(s.Node)}, layers: {s.Layers} }}"))} ]");
    }

    private static string Gpu(Gpu gpu)
    {
        var memory = gpu.MemoryGiB > 0 ? $"memoryGiB: {Number(gpu.MemoryGiB)}, " : "";
        return $"{{ model: {Text(gpu.Model)}, count: {gpu.Count}, {memory}bf16Tflops: {Number(gpu.Bf16Tflops)}, memoryGBps: {Number(gpu.MemoryGBps)} }}";
    }

    private static void Section<T>(StringBuilder yaml, string key, IReadOnlyList<T> items, Action<StringBuilder, T> write)
    {
        if (items.Count == 0) return;
        yaml.Append(key).Append(":\n");
        foreach (var item in items) write(yaml, item);
    }

    private static void Labels(StringBuilder yaml, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > 0) Raw(yaml, 2, "labels", $"{{ {string.Join(", ", labels.Select(l => $"{Text(l.Key)}: {Text(l.Value)}"))} }}");
    }

    private static void Line(StringBuilder yaml, int depth, string key, string text) => Raw(yaml, depth, key, Text(text));

    // Depth 1 begins an item of a list, depth 2 goes on with it.
    private static void Raw(StringBuilder yaml, int depth, string key, string value) =>
        yaml.Append(depth switch { 0 => "", 1 => "  - ", _ => "    " }).Append(key).Append(": ").Append(value).Append('\n');

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Plain only where no YAML reader could take it for anything but text: NO, 1e3, ~ and null are quoted.
    private static string Text(string text) => IsPlain(text) ? text : Quote(text);

    private static bool IsPlain(string text) =>
        text.Length > 2 && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/')
        && text.ToLowerInvariant() is not ("yes" or "off" or "true" or "false" or "null");

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c is < ' ' or (>= '\u007f' and < '\u00a0') or '\u2028' or '\u2029' or '\ufeff') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
