using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Naming;

/// <summary>What a text may name of one site: names, label keys and values. Nothing is fixed beforehand.</summary>
internal sealed class SiteIndex
{
    // Values that mean nothing without their key.
    private static readonly HashSet<string> Weak = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "none", "high", "medium", "low", "any", "all", "other", "enabled", "disabled",
        "a", "b", "c", "main", "default", "primary", "secondary", "standard", "basic", "full", "new", "old", "internal", "external",
        "in", "out", "up", "down", "n/a", "unknown", "service", "data", "node", "switch", "workload", "app", "server", "host", "link",
    };

    private readonly PhraseIndex<Entity> index = new();
    private readonly Dictionary<(string Key, string Value), Elements> values = [];
    private readonly Dictionary<string, Elements> keys = new(StringComparer.Ordinal);

    public SiteIndex(Site site)
    {
        Site = site;
        foreach (var subject in site.Subjects) AddName(subject.Name, new SubjectEntity(subject));
        foreach (var node in site.Nodes) AddName(node.Name, new NodeEntity(node.Name));
        foreach (var @switch in site.Switches) AddName(@switch.Name, new SwitchEntity(@switch.Name));
        foreach (var space in site.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal)) AddName(space, new NamespaceEntity(space));
        AddFamilies(site);

        foreach (var node in site.Nodes) AddLabels(node.Labels, Elements.Nodes);
        foreach (var node in site.Nodes)
        {
            foreach (var gpu in node.Gpus) Note(LabelKeys.GpuModel, gpu.Model, Elements.Nodes);
        }

        foreach (var tier in TierNames.All) Note(LabelKeys.Tier, tier, Elements.Nodes);
        foreach (var @switch in site.Switches) AddLabels(@switch.Labels, Elements.Switches);
        foreach (var link in site.Links) AddLabels(link.Labels, Elements.Links);
        foreach (var subject in site.Subjects) AddLabels(subject.Labels, Elements.Subjects);
        foreach (var ((key, value), on) in values) AddValue(key, value, on);
        foreach (var (key, on) in keys)
        {
            var entity = new KeyEntity(key, on);
            index.Add(TokensOf(SplitCamel(key)), entity);
            var local = key[(key.LastIndexOf('/') + 1)..];
            if (local != key) index.Add(TokensOf(SplitCamel(local)), entity);
            if (SplitCamel(local) != local) index.Add(TokensOf(local), entity);
        }
    }

    public Site Site { get; }

    /// <summary>Words of names and label values.</summary>
    public HashSet<string> NameParts { get; } = new(StringComparer.Ordinal);

    public void Find(IReadOnlyList<Token> tokens, int at, Action<int, Entity> found) => index.Find(tokens, at, found);

    /// <summary>Which elements carry the key.</summary>
    public Elements Carriers(string key) => keys.GetValueOrDefault(key);

    /// <summary>The values under a key on those elements, in order of appearance.</summary>
    public IEnumerable<string> ValuesOf(string key, Elements on) => values.Where(v => v.Key.Key == key && (v.Value & on) != 0).Select(v => v.Key.Value);

    /// <summary>Keys and values that those elements carry.</summary>
    public IEnumerable<(string Key, string Value)> Labels(Elements on) => values.Where(v => (v.Value & on) != 0).Select(v => v.Key);

    private static string[] TokensOf(string text) => [.. Tokenizer.Cut(NormalizedText.From(text).Value).Select(t => t.Text)];

    private void AddName(string name, Entity entity)
    {
        var tokens = TokensOf(name);
        NameParts.UnionWith(tokens);
        index.Add(tokens, entity);
        // node 3 for node-03: digits are compared as written; a plural of a one-word name is its own ("cameras" for camera).
        if (entity is SubjectEntity && tokens.Length > 0 && tokens[^1].Length > 2 && char.IsLetter(tokens[^1][0]) && !tokens[^1].EndsWith('s'))
            index.Add([.. tokens[..^1], Inflection.ThirdPerson(tokens[^1])], entity);
    }

    private void AddFamilies(Site site)
    {
        var families = site.Subjects.Select(s => (s.Name, Tokens: TokensOf(s.Name)))
            .Where(s => s.Tokens.Length > 1 && char.IsAsciiDigit(s.Tokens[^1][0]))
            .GroupBy(s => string.Join(' ', s.Tokens[..^1]), StringComparer.Ordinal);
        foreach (var family in families)
        {
            string[] stem = family.Key.Split(' ');
            if (family.Count() < 2 || stem[^1].Length < 2) continue;
            var entity = new FamilyEntity(family.Key, [.. family.Select(f => f.Name)]);
            index.Add(stem, entity);
            index.Add([.. stem[..^1], Inflection.ThirdPerson(stem[^1])], entity);
        }
    }

    private void AddLabels(IReadOnlyDictionary<string, string> labels, Elements on)
    {
        foreach (var (key, value) in labels) Note(key, value, on);
    }

    private void Note(string key, string value, Elements on)
    {
        values[(key, value)] = values.GetValueOrDefault((key, value)) | on;
        keys[key] = keys.GetValueOrDefault(key) | on;
    }

    private void AddValue(string key, string value, Elements on)
    {
        var tokens = TokensOf(value);
        NameParts.UnionWith(tokens);
        if (tokens.Length == 0) return;
        var needsKey = Weak.Contains(value) || (tokens.Length == 1 && (tokens[0].Length < 2 || char.IsAsciiDigit(tokens[0][0])))
            || Countries.IsCode(value) || key == LabelKeys.Tier;
        var entity = new ValueEntity(key, value, on, needsKey);
        index.Add(tokens, entity);
        if (needsKey || char.IsAsciiDigit(tokens[^1][0]) || tokens[^1].EndsWith('s') || tokens[^1].Length < 3) return;
        index.Add([.. tokens[..^1], Inflection.ThirdPerson(tokens[^1])], entity);
    }

    // operatorCountry -> operator Country
    private static string SplitCamel(string key)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < key.Length; i++)
        {
            if (i > 0 && char.IsUpper(key[i]) && char.IsLower(key[i - 1])) text.Append(' ');
            text.Append(key[i]);
        }

        return text.ToString();
    }
}
