using System.Globalization;
using Continuum.Core.Sites;

namespace Continuum.Core.Plans;

/// <summary>A layout as people write it: "fra-gpu-1:0-5,fra-gpu-2:6-11", stages in order with the layers of each.</summary>
public static class LayoutText
{
    /// <summary>The stages as text.</summary>
    public static string Write(PipelineLayout layout) => string.Join(",", layout.Stages.Select(s => $"{s.Node}:{s.Layers}"));

    /// <summary>Reads stages; every layer of the service must be held once, by a node of the site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="service">The service; its layers are those that its stages hold now.</param>
    /// <param name="text">The stages.</param>
    /// <param name="head">Node of the head; null leaves it where it is.</param>
    /// <exception cref="FormatException">The text is no layout of that service; the message says what was found.</exception>
    public static PipelineLayout Read(Site site, Service service, string text, string? head = null)
    {
        var layers = service.Stages.Sum(s => s.Layers.Count);
        var next = 0;
        var stages = new List<Stage>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = part.LastIndexOf(':');
            var range = colon < 0 ? [] : part[(colon + 1)..].Split('-');
            if (colon < 1 || range.Length is 0 or > 2 || !int.TryParse(range[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(range[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                throw new FormatException($"'{part}' is no stage; write NODE:FIRST-LAST, as in {Write(new PipelineLayout(service.Name, service.Head, service.Stages))}.");
            }

            var node = Known(site, part[..colon]);
            if (stages.Exists(s => s.Node == node)) throw new FormatException($"{node} is named twice; a node holds one range of layers of a service.");
            if (first != next) throw new FormatException(first > next ? $"Layers {next} to {first - 1} of {service.Name} are held by nobody." : $"Layer {first} of {service.Name} is held twice, or the stages are not in order.");
            if (last < first || last >= layers) throw new FormatException($"{part} does not fit: {service.Name} has layers 0 to {layers - 1}.");
            stages.Add(new Stage(node, new LayerRange(first, last)));
            next = last + 1;
        }

        if (next != layers) throw new FormatException($"Layers {next} to {layers - 1} of {service.Name} are held by nobody.");
        return new PipelineLayout(service.Name, Known(site, head ?? service.Head), stages);
    }

    private static string Known(Site site, string node) =>
        site.FindNode(node) is not null ? node : throw new FormatException($"The site {site.Name} has no node '{node}'. Its nodes are {string.Join(", ", site.Nodes.Take(20).Select(n => n.Name))}{(site.Nodes.Count > 20 ? ", ..." : ".")}");
}
