namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>The filters of the subset.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Func<object?, Arguments, object?>> All = new(StringComparer.Ordinal)
    {
        ["trim"] = (value, a) => PythonText.Strip(Values.Print(value), a.Expect(1, "chars").Get(0, "chars", null) as string, true, true),
        ["upper"] = (value, a) => Plain(value, a).ToUpperInvariant(),
        ["lower"] = (value, a) => Plain(value, a).ToLowerInvariant(),
        ["capitalize"] = (value, a) => PythonText.Capitalize(Plain(value, a)),
        ["title"] = (value, a) => PythonText.Title(Plain(value, a)),
        ["string"] = (value, a) => Plain(value, a),
        // No output is escaped: prompts are no HTML.
        ["safe"] = (value, a) => Plain(value, a),
        ["replace"] = (value, a) => Values.Print(value).Replace(a.Expect(2, "old", "new").Text(0, "old"), a.Text(1, "new"), StringComparison.Ordinal),
        ["indent"] = (value, a) => PythonText.Indent(Values.Print(value), a.Expect(3, "width", "first", "blank").Whole(0, "width", 4), Values.IsTrue(a.Get(1, "first", false)), Values.IsTrue(a.Get(2, "blank", false))),
        ["length"] = Count,
        ["count"] = Count,
        ["tojson"] = (value, a) => TemplateJson.Write(value, a.Expect(1, "indent", "ensure_ascii", "separators", "sort_keys")),
        ["default"] = Default,
        ["d"] = Default,
        ["int"] = (value, a) => Numbers.Whole(value, a.Expect(1, "default").Get(0, "default", 0L)),
        ["float"] = (value, a) => Numbers.Float(value, a.Expect(1, "default").Get(0, "default", 0.0)),
        ["abs"] = (value, a) => value switch { long whole => (object)Math.Abs(whole), double number => Math.Abs(number), _ => throw Wrong("abs", value, "a number") },
        ["list"] = (value, a) => Items(value, a).ToList(),
        ["first"] = (value, a) => Items(value, a) is [var first, ..] ? first : new Undefined("first"),
        ["last"] = (value, a) => Items(value, a) is [.., var last] ? last : new Undefined("last"),
        ["reverse"] = (value, a) => Items(value, a).AsEnumerable().Reverse().ToList() is var reversed && value is string ? string.Concat(reversed) : reversed,
        ["unique"] = (value, a) => Items(value, a).Aggregate(new List<object?>(), (kept, item) => kept.Any(k => Operations.AreEqual(k, item)) ? kept : [.. kept, item]),
        ["sort"] = (value, a) => Items(value, a).OrderBy(item => item, Comparer<object?>.Create((x, y) => Operations.Order(x, y))).ToList(),
        ["join"] = Join,
        ["items"] = (value, a) => Pairs(value, a),
        ["dictsort"] = (value, a) => Pairs(value, a).OrderBy(pair => (string)((List<object?>)pair!)[0]!, StringComparer.OrdinalIgnoreCase).ToList(),
        ["map"] = Map,
        ["select"] = (value, a) => Items(value).Where(item => Selects(item, a, 0)).ToList(),
        ["reject"] = (value, a) => Items(value).Where(item => !Selects(item, a, 0)).ToList(),
        ["selectattr"] = (value, a) => Items(value).Where(item => Selects(Dig(item, a.Text(0, "attribute")), a, 1)).ToList(),
        ["rejectattr"] = (value, a) => Items(value).Where(item => !Selects(Dig(item, a.Text(0, "attribute")), a, 1)).ToList(),
    };

    public static bool Exists(string name) => All.ContainsKey(name);

    public static object? Apply(string name, object? value, Arguments arguments) => All[name](value, arguments);

    private static string Plain(object? value, Arguments arguments)
    {
        arguments.Expect(0);
        return Values.Print(value);
    }

    private static List<object?> Items(object? value, Arguments arguments)
    {
        arguments.Expect(0);
        return Values.Items(value);
    }

    private static List<object?> Items(object? value) => Values.Items(value);

    private static object Count(object? value, Arguments arguments) => (long)Items(value, arguments).Count;

    private static object? Default(object? value, Arguments arguments)
    {
        arguments.Expect(2, "default_value", "boolean");
        var missing = value is Undefined || (Values.IsTrue(arguments.Get(1, "boolean", false)) && !Values.IsTrue(value));
        return missing ? arguments.Get(0, "default_value", "") : value;
    }

    private static object Join(object? value, Arguments arguments)
    {
        arguments.Expect(2, "d", "attribute");
        var items = Items(value).AsEnumerable();
        if (arguments.Get(1, "attribute", null) is string attribute) items = items.Select(item => Dig(item, attribute));
        return string.Join(Values.Print(arguments.Get(0, "d", "")), items.Select(Values.Print));
    }

    private static List<object?> Pairs(object? value, Arguments arguments)
    {
        arguments.Expect(0);
        return value switch
        {
            Undefined => [],
            OrderedDictionary<string, object?> dictionary => [.. dictionary.Select(p => (object?)new List<object?> { p.Key, p.Value })],
            _ => throw Wrong(arguments.Callee, value, "a dictionary"),
        };
    }

    private static object Map(object? value, Arguments arguments)
    {
        if (arguments.Named.TryGetValue("attribute", out var attribute))
        {
            arguments.Expect(0, "attribute", "default");
            return Items(value).Select(item => Dig(item, Values.Print(attribute)) is var found && found is Undefined && arguments.Named.TryGetValue("default", out var otherwise) ? otherwise : found).ToList();
        }
        var filter = arguments.Text(0, "filter");
        if (!Exists(filter)) throw new TemplateException($"map names the filter '{filter}', which is not supported.");
        var rest = new Arguments(filter, [.. arguments.Positional.Skip(1)], arguments.Named);
        return Items(value).Select(item => Apply(filter, item, rest)).ToList();
    }

    /// <summary>Whether a value passes the test that is named at a place of the arguments; without one, whether it is true.</summary>
    private static bool Selects(object? value, Arguments arguments, int at)
    {
        if (!arguments.Has(at, "test")) return Values.IsTrue(value);
        var test = arguments.Text(at, "test");
        if (!Tests.Exists(test)) throw new TemplateException($"{arguments.Callee} names the test '{test}', which is not supported.");
        return Tests.Holds(test, value, new Arguments(test, [.. arguments.Positional.Skip(at + 1)], arguments.Named));
    }

    private static object? Dig(object? item, string path)
    {
        foreach (var name in path.Split('.')) item = item is Undefined ? item : Values.Look(item, name, 0);
        return item;
    }

    private static TemplateException Wrong(string filter, object? value, string expected) => new($"The filter {filter} was given {Values.Describe(value)}; {expected} was expected.");
}
