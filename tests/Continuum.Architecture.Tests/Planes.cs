namespace Continuum.Architecture.Tests;

/// <summary>Which project may reference which: the table of docs' architecture, one way, left to right.</summary>
internal static class Planes
{
    public static readonly IReadOnlyDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Continuum.Core"] = [],
        ["Continuum.Knowledge"] = ["Continuum.Core"],
        ["Continuum.Orchestration"] = ["Continuum.Core", "Continuum.Knowledge"],
        ["Continuum.Infrastructure"] = ["Continuum.Core", "Continuum.Orchestration"],
        ["Continuum.Serving"] = ["Continuum.Core"],
        ["Continuum.Serving.Host"] = ["Continuum.Serving"],
        ["Dashboard"] = ["Continuum.Core", "Continuum.Knowledge", "Continuum.Orchestration", "Continuum.Infrastructure", "Continuum.Serving", "Continuum.Serving.Host"],
    };

    /// <summary>What a project may use: what it references, and what stands in the interfaces of that.</summary>
    public static ISet<string> MayUse(string project)
    {
        var all = new HashSet<string>();
        var open = new Stack<string>(MayReference[project]);
        while (open.TryPop(out var next))
        {
            if (all.Add(next)) foreach (var further in MayReference[next]) open.Push(further);
        }

        return all;
    }
}
