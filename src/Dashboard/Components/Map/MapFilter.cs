using System.Globalization;
using System.IO.Enumeration;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Map;

/// <summary>
/// An expression that finds nodes and switches: terms that must all hold. "fra" anywhere in the name or in what stands
/// there; "tier:edge", "jurisdiction:DE", "node:*gpu*" by key; "operator!=acme" negated; "busy&gt;50" by figures; "is:down".
/// </summary>
public sealed class MapFilter
{
    private readonly List<Func<ILabelled, Facts, bool>> terms = [];

    private MapFilter()
    {
    }

    /// <summary>Whether it asks anything.</summary>
    public bool IsEmpty => terms.Count == 0;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="error">What is wrong with it and what would do; null when nothing is.</param>
    public static MapFilter Parse(string? text, out string? error)
    {
        error = null;
        var filter = new MapFilter();
        foreach (var term in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(term, out error) is { } test) filter.terms.Add(test);
            else return new MapFilter();
        }

        return filter;
    }

    /// <summary>Names of the nodes and switches found.</summary>
    public IReadOnlySet<string> Find(Site site, TelemetryFrame frame)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(frame);
        var holdings = NodeHoldings.Of(site);
        var samples = frame.Nodes.ToLookup(n => n.Node, StringComparer.Ordinal);
        return site.Nodes.Concat<ILabelled>(site.Switches)
            .Where(e => terms.TrueForAll(t => t(e, new Facts(holdings[e.Name], samples[e.Name].FirstOrDefault()))))
            .Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
    }

    private static Func<ILabelled, Facts, bool>? Read(string term, out string? error)
    {
        error = null;
        var at = term.IndexOfAny([':', '=', '>', '<', '!']);
        if (at < 0) return (e, f) => Has(e.Name, term) || f.Holdings.Any(h => Has(h, term));
        var key = term[..at];
        var op = term[at..].StartsWith("!=", StringComparison.Ordinal) ? "!=" : term[at].ToString();
        var value = term[(at + op.Length)..];
        if (key.Length == 0 || value.Length == 0 || op == "!")
        {
            error = $"\"{term}\" is not complete: write key:value, key!=value or busy>50.";
            return null;
        }

        if (op is ">" or "<") return Number(key, op == ">", value, out error);
        return op == "!=" ? (e, f) => !Holds(e, f, key, value) : (e, f) => Holds(e, f, key, value);
    }

    private static Func<ILabelled, Facts, bool>? Number(string key, bool above, string text, out string? error)
    {
        error = null;
        if (key is not ("busy" or "cpu" or "gpu" or "memory") || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
        {
            error = $"\"{key}\" has no figure to compare. Figures are busy, cpu, gpu (percent) and memory (GiB).";
            return null;
        }

        return (_, f) => Figure(f.Sample, key) is { } figure && (above ? figure > bound : figure < bound);
    }

    private static double? Figure(NodeSample? sample, string key) => key switch
    {
        "cpu" => sample?.CpuBusy * 100,
        "gpu" => sample?.GpuBusy * 100,
        "memory" => sample?.MemoryUsedGiB,
        _ => (sample?.GpuBusy ?? sample?.CpuBusy) * 100,
    };

    private static bool Holds(ILabelled element, Facts facts, string key, string pattern) => key switch
    {
        "node" => element is Node && Matches(pattern, element.Name),
        "switch" => element is Switch && Matches(pattern, element.Name),
        "workload" or "service" => facts.Holdings.Any(h => Matches(pattern, h.Split(' ')[0])),
        "is" => Is(element, pattern),
        _ => element.ValuesOf(key).Any(v => Matches(pattern, v)),
    };

    private static bool Is(ILabelled element, string what) => (element, what) switch
    {
        (Node node, "down") => !node.Ready,
        (Node node, "drained") => !node.Schedulable,
        (Node node, "gpu") => node.Gpus.Count > 0,
        (Switch item, "down") => !item.Up,
        _ => false,
    };

    private static bool Matches(string pattern, string value) => FileSystemName.MatchesSimpleExpression(pattern, value);

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private readonly record struct Facts(IEnumerable<string> Holdings, NodeSample? Sample);
}
