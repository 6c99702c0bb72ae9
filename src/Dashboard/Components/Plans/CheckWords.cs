namespace Dashboard.Components.Plans;

/// <summary>Names of checks as sentences.</summary>
internal static class CheckWords
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["placement-satisfiable"] = "Every subject has a node that may hold it",
        ["capacity"] = "Capacity suffices",
        ["capacity-suffices"] = "Capacity suffices",
        ["placement"] = "Every workload ends on an allowed node",
        ["placement-allowed"] = "Every workload ends on an allowed node",
        ["path"] = "Packets take allowed ways and arrive",
        ["path-compliant"] = "Packets take allowed ways and arrive",
        ["paths"] = "Packets take allowed ways and arrive",
        ["isolation"] = "What may not talk does not",
        ["reachability"] = "Nobody else's reach changes",
        ["reachability-unchanged"] = "Nobody else's reach changes",
        ["service"] = "Head, stages and KV stay on allowed nodes",
        ["service-placement"] = "Head, stages and KV stay on allowed nodes",
        ["transfers"] = "Transfers take allowed ways",
        ["service-transfers"] = "Transfers take allowed ways",
        ["objective"] = "The promise is predicted to hold",
        ["objectives"] = "The promise is predicted to hold",
        ["conflict"] = "No conflict with active intents",
        ["no-conflict"] = "No conflict with active intents",
        ["single-failure"] = "Any one link or node may fail",
        ["failure"] = "Any one link or node may fail",
    };

    public static string Of(string name)
    {
        if (Known.TryGetValue(name, out var words)) return words;
        var text = name.Replace('-', ' ');
        return text.Length == 0 ? name : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
