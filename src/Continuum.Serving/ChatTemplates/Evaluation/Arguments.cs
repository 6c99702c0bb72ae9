namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Arguments of a call, a filter or a test.</summary>
internal sealed class Arguments(string callee, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
{
    public static Arguments None(string callee) => new(callee, [], new Dictionary<string, object?>());

    public string Callee => callee;

    public IReadOnlyList<object?> Positional => positional;

    public IReadOnlyDictionary<string, object?> Named => named;

    /// <summary>Whether an argument is given, by place or by name.</summary>
    public bool Has(int index, string name) => index < positional.Count || named.ContainsKey(name);

    public object? Get(int index, string name) =>
        index < positional.Count ? positional[index] : named.TryGetValue(name, out var value) ? value : throw new TemplateException($"{callee} needs the argument '{name}'.");

    public object? Get(int index, string name, object? otherwise) => Has(index, name) ? Get(index, name) : otherwise;

    public string Text(int index, string name) => Get(index, name) as string ?? throw new TemplateException($"{callee} needs a string as '{name}'.");

    public long Whole(int index, string name, long otherwise) => Get(index, name, otherwise) is long value ? value : throw new TemplateException($"{callee} needs a whole number as '{name}'.");

    /// <summary>Refuses what the callee would ignore.</summary>
    public Arguments Expect(int most, params ReadOnlySpan<string> names)
    {
        if (positional.Count > most) throw new TemplateException($"{callee} was given {positional.Count} arguments; at most {most} are supported.");
        foreach (var name in named.Keys)
            if (!names.Contains(name)) throw new TemplateException($"{callee} was given the argument '{name}', which is not supported.");
        return this;
    }
}
