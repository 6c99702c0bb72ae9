namespace Dashboard.Components.Plans;

/// <summary>Names of checks as sentences.</summary>
internal static class CheckWords
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["placement-satisfiable"] = "Every subject has a node that may hold it",
        ["workload-on-allowed-node"] = "Every workload ends on an allowed node",
        ["manifest-admits"] = "Every manifest admits only allowed nodes",
        ["arrangement-holds"] = "Spread, together and apart as asked",
        ["workloads-apart"] = "Workloads that must be apart are apart",
        ["capacity-suffices"] = "Capacity suffices",
        ["path-exists"] = "An allowed way exists",
        ["path-allowed"] = "Packets take allowed ways only",
        ["path-arrives"] = "Packets arrive",
        ["path-loop-free"] = "No packet loops",
        ["path-ends-allowed"] = "Both ends of every way are allowed",
        ["waypoints-in-order"] = "Packets pass the waypoints in order",
        ["latency-bound"] = "Latency stays within its bound",
        ["hop-bound"] = "Hops stay within their bound",
        ["isolation-holds"] = "What may not talk does not",
        ["reachability-unchanged"] = "Nobody else's reach changes",
        ["pipeline-complete"] = "Every layer is held once",
        ["pipeline-placement"] = "The pipeline has a legal layout",
        ["pipeline-on-allowed-nodes"] = "Head, stages and KV stay on allowed nodes",
        ["pipeline-transfers-uncut"] = "The pipeline's transfers are not cut",
        ["reconfiguration-transfers-allowed"] = "The copy takes allowed ways",
        ["objective-predicted"] = "The promise is predicted to hold on the datasheets' hardware",
        ["no-conflict"] = "No conflict with active intents",
        ["single-failure-leaks-nothing"] = "Any one link or node may fail",
        ["fail-closed-drops"] = "Every switch drops what it may not forward",
        ["flow-priorities"] = "Rules lie in their priority bands",
        ["flow-rules-unambiguous"] = "No two rules contradict each other",
        ["plan-hash"] = "The hash covers the whole plan",
        ["rule-reaches-subjects"] = "Every rule reaches somebody",
    };

    // What an operator asks first; the rest is there for whoever wants to know.
    private static readonly HashSet<string> AskedFirst = new(StringComparer.Ordinal)
    {
        "workload-on-allowed-node", "path-allowed", "isolation-holds", "waypoints-in-order", "latency-bound", "pipeline-on-allowed-nodes", "objective-predicted",
        "reachability-unchanged", "single-failure-leaks-nothing", "no-conflict",
    };

    public static bool IsAskedFirst(string name) => AskedFirst.Contains(name);

    public static string Of(string name)
    {
        if (Known.TryGetValue(name, out var words)) return words;
        var text = name.Replace('-', ' ');
        return text.Length == 0 ? name : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
