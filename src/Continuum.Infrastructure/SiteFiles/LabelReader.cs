using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads labels: any key, text as value.</summary>
internal static class LabelReader
{
    private const int MaxLength = 253;

    /// <summary>The labels under <c>labels</c>, in the order of the file.</summary>
    public static IReadOnlyDictionary<string, string> Read(FieldReader fields, FaultList faults)
    {
        if (fields.Find("labels") is not { } element) return Empty.Labels;
        if (element is not YamlMapping mapping)
        {
            faults.Add(element, $"found {element.Describe()} as labels", "a mapping of keys to text");
            return Empty.Labels;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (!IsText(key.Value) || key.Value.Length == 0) faults.Add(key, $"found the label key {key.Describe()}", "1 to 253 printable characters");
            else if (value is not YamlText text || text.IsAbsent) faults.Add(value, $"found {value.Describe()} as the label {key.Value}", "text");
            else if (!IsText(text.Value)) faults.Add(value, $"found {text.Describe()} as the label {key.Value}", "at most 253 printable characters");
            else if (!labels.TryAdd(key.Value, text.Value)) faults.Add(key, $"found the label {key.Describe()} a second time", "each label once");
        }

        return labels;
    }

    /// <summary>
    /// Refuses labels of a node that would say something else than its fields or each other once they are labels of a
    /// Kubernetes node, where short and long spellings meet.
    /// </summary>
    public static void CheckNode(FieldReader fields, Node node, FaultList faults)
    {
        if (fields.Find("labels") is not YamlMapping mapping) return;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LabelKeys.ToKubernetes(LabelKeys.Name)] = node.Name,
            [LabelKeys.ToKubernetes(LabelKeys.Tier)] = TierNames.ToText(node.Tier),
        };
        foreach (var (key, value) in mapping.Entries)
        {
            if (value is not YamlText text) continue;
            if (key.Value is LabelKeys.GpuModel or LabelKeys.GpuMemory or LabelKeys.GpuCount)
                faults.Add(key, $"found the label {key.Value}", "gpus, from which that label is made");
            else if (!seen.TryAdd(LabelKeys.ToKubernetes(key.Value), text.Value) && seen[LabelKeys.ToKubernetes(key.Value)] != text.Value)
                faults.Add(key, $"found the label {key.Value} with {text.Describe()}", $"'{YamlText.Shorten(seen[LabelKeys.ToKubernetes(key.Value)])}', which the node says elsewhere");
        }
    }

    private static bool IsText(string text) => text.Length <= MaxLength && !text.Any(char.IsControl);
}
