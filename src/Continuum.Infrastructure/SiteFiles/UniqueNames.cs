namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Remembers where a name, number or address was first used, and refuses the second use.</summary>
internal sealed class UniqueNames<T>(string what, FaultList faults)
    where T : notnull
{
    private readonly Dictionary<T, int> _lines = [];

    public IEnumerable<T> All => _lines.Keys;

    public bool Contains(T name) => _lines.ContainsKey(name);

    public void Add(T name, YamlElement where)
    {
        if (!_lines.TryAdd(name, where.Line))
            faults.Add(where, $"found the {what} {name} a second time", $"one that is not used yet (line {_lines[name]} uses it)");
    }
}
