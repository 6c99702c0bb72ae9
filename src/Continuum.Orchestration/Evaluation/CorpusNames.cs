using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation;

/// <summary>Checks that a row speaks of what its site has: an expectation on a misspelt name would hold for nothing.</summary>
public static class CorpusNames
{
    /// <summary>What the row names and the site has not, in words.</summary>
    public static IReadOnlyList<string> Unknown(CorpusRow row, Site site)
    {
        var expect = row.Expect;
        var workloads = site.Workloads.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var services = site.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var nodes = site.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var elements = site.Switches.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var switches = elements.ToHashSet(StringComparer.Ordinal);
        elements.UnionWith(site.Links.SelectMany(l => new[] { l.Name, l.ReverseName }));

        bool IsSubject(string name) => workloads.Contains(name) || services.Contains(name);
        List<string> unknown = [];
        void Check(string what, IEnumerable<string> names, Func<string, bool> known) => unknown.AddRange(names.Where(n => !known(n)).Select(n => $"the site has no {what} '{n}'"));

        Check("workload", expect.Placement.Select(p => p.Name).Concat(expect.Spread.Select(s => s.Workload)), workloads.Contains);
        Check("service", expect.Service.Select(s => s.Name), services.Contains);
        Check("node", expect.Placement.Concat(expect.Service).SelectMany(p => p.Allowed), nodes.Contains);
        Check("workload or service", expect.Paths.SelectMany(p => new[] { p.From, p.To }), IsSubject);
        Check("workload or service", expect.Isolated.SelectMany(p => new[] { p.A, p.B }), IsSubject);
        Check("workload or service", expect.Colocate.Concat(expect.Separate).SelectMany(g => g), IsSubject);
        Check("switch or link", expect.Paths.SelectMany(p => p.Forbidden), elements.Contains);
        Check("switch", expect.Paths.SelectMany(p => p.Through), switches.Contains);
        return [.. unknown.Distinct()];
    }
}
