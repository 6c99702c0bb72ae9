namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Names in sight. A loop's body and a macro have a scope of their own, so that what they set ends with them; an if has not.</summary>
internal sealed class Scope(Scope? outer, Budget budget)
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);

    public Budget Budget => budget;

    public Scope Inner() => new(this, budget);

    public Scope Outermost => outer?.Outermost ?? this;

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope.values.TryGetValue(name, out var value)) return value;
        return new Undefined(name);
    }

    public void Set(string name, object? value) => values[name] = value;

    private Scope? Outer => outer;
}
