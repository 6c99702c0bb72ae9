using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Collects faults, so that one reading reports them all.</summary>
internal sealed class FaultList(string file)
{
    private readonly List<SiteFault> _faults = [];

    public int Count => _faults.Count;

    public void Add(YamlElement where, string found, string expected) => Add(where.Line, where.Column, found, expected);

    public void Add(int line, int column, string found, string expected) => _faults.Add(new SiteFault(file, line, column, found, expected));

    /// <summary>In the order of the file, whatever the order in which they were noticed.</summary>
    public IReadOnlyList<SiteFault> InOrder() => [.. _faults.OrderBy(f => f.Line).ThenBy(f => f.Column)];

    /// <summary>The site when nothing is wrong.</summary>
    public SiteReading Conclude(Func<Site> site) => Count == 0 ? new SiteReading(site(), []) : new SiteReading(null, InOrder());
}
