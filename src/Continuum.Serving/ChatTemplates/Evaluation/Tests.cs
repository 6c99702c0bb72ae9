namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>The tests of the subset: <c>x is defined</c>.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Func<object?, bool>> Unary = new(StringComparer.Ordinal)
    {
        ["defined"] = value => value is not Undefined,
        ["undefined"] = value => value is Undefined,
        ["none"] = value => value is null,
        ["true"] = value => value is true,
        ["false"] = value => value is false,
        ["boolean"] = value => value is bool,
        ["string"] = value => value is string,
        ["integer"] = value => value is long,
        ["float"] = value => value is double,
        // As in Python, where true is a number.
        ["number"] = value => value is long or double or bool,
        ["mapping"] = value => value is OrderedDictionary<string, object?>,
        ["sequence"] = value => value is string or List<object?> or OrderedDictionary<string, object?>,
        ["iterable"] = value => value is string or List<object?> or OrderedDictionary<string, object?>,
        ["callable"] = value => value is Callable,
        ["odd"] = value => value is long whole && whole % 2 != 0,
        ["even"] = value => value is long whole && whole % 2 == 0,
        ["lower"] = value => value is string text && text == text.ToLowerInvariant(),
        ["upper"] = value => value is string text && text == text.ToUpperInvariant(),
    };

    private static readonly Dictionary<string, Func<object?, object?, bool>> Binary = new(StringComparer.Ordinal)
    {
        ["eq"] = Operations.AreEqual,
        ["equalto"] = Operations.AreEqual,
        ["=="] = Operations.AreEqual,
        ["ne"] = (value, other) => !Operations.AreEqual(value, other),
        ["in"] = (value, other) => Operations.Compare("in", value, other, 0),
        ["divisibleby"] = (value, other) => value is long whole && other is long divisor and not 0 && whole % divisor == 0,
    };

    public static bool Exists(string name) => Unary.ContainsKey(name) || Binary.ContainsKey(name);

    public static bool TakesOne(string name) => Binary.ContainsKey(name);

    public static bool Holds(string name, object? value, Arguments arguments)
    {
        if (Binary.TryGetValue(name, out var binary)) return binary(value, arguments.Expect(1).Get(0, "other"));
        arguments.Expect(0);
        return Unary[name](value);
    }
}
