namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>The methods of strings, lists and dictionaries that templates call. None changes its target.</summary>
internal static class Methods
{
    public static object? Invoke(object? target, string method, Arguments a, int line)
    {
        try
        {
            return target switch
            {
                string text => OfText(text, method, a),
                List<object?> list => OfList(list, method, a),
                OrderedDictionary<string, object?> dictionary => OfDictionary(dictionary, method, a),
                _ => throw new TemplateException($"the method {method} of {Values.Describe(target)} is not supported."),
            };
        }
        catch (TemplateException error) when (!error.Message.StartsWith("Line ", StringComparison.Ordinal))
        {
            throw new TemplateException($"Line {line}: {error.Message}");
        }
    }

    private static object? OfText(string text, string method, Arguments a) => method switch
    {
        "strip" => PythonText.Strip(text, a.Expect(1).Get(0, "chars", null) as string, true, true),
        "lstrip" => PythonText.Strip(text, a.Expect(1).Get(0, "chars", null) as string, true, false),
        "rstrip" => PythonText.Strip(text, a.Expect(1).Get(0, "chars", null) as string, false, true),
        "split" => PythonText.Split(text, a.Expect(2, "sep", "maxsplit").Get(0, "sep", null) as string, a.Whole(1, "maxsplit", -1)),
        "splitlines" => Lines(text, a.Expect(0)),
        "upper" => text.ToUpperInvariant(),
        "lower" => text.ToLowerInvariant(),
        "capitalize" => PythonText.Capitalize(text),
        "title" => PythonText.Title(text),
        "startswith" => Any(a.Expect(1).Get(0, "prefix"), prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
        "endswith" => Any(a.Expect(1).Get(0, "suffix"), suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
        "replace" => text.Replace(a.Expect(2).Text(0, "old"), a.Text(1, "new"), StringComparison.Ordinal),
        "find" => (long)text.IndexOf(a.Expect(1).Text(0, "sub"), StringComparison.Ordinal),
        "count" => (long)text.Split(a.Expect(1).Text(0, "sub")).Length - 1,
        "join" => string.Join(text, Values.Items(a.Expect(1).Get(0, "iterable")).Select(Values.Print)),
        "removeprefix" => a.Expect(1).Text(0, "prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
        "removesuffix" => a.Expect(1).Text(0, "suffix") is var suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
        "isdigit" => text.Length > 0 && text.All(char.IsDigit),
        _ => throw new TemplateException($"the method {method} of a string is not supported."),
    };

    private static object? OfList(List<object?> list, string method, Arguments a) => method switch
    {
        "count" => (long)list.Count(item => Operations.AreEqual(item, a.Expect(1).Get(0, "value"))),
        "index" => list.FindIndex(item => Operations.AreEqual(item, a.Expect(1).Get(0, "value"))) is var at and >= 0 ? (long)at : throw new TemplateException("index found no such item in the list."),
        _ => throw new TemplateException($"the method {method} of a list is not supported."),
    };

    private static object? OfDictionary(OrderedDictionary<string, object?> dictionary, string method, Arguments a) => method switch
    {
        "get" => dictionary.TryGetValue(a.Expect(2).Text(0, "key"), out var value) ? value : a.Get(1, "default", null),
        "keys" => dictionary.Keys.Cast<object?>().ToList(),
        "values" => dictionary.Values.ToList(),
        "items" => dictionary.Select(p => (object?)new List<object?> { p.Key, p.Value }).ToList(),
        _ => throw new TemplateException($"the method {method} of a dictionary is not supported."),
    };

    private static List<object?> Lines(string text, Arguments _)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Cast<object?>().ToList();
        if (lines[^1] is "") lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static bool Any(object? candidates, Func<string, bool> holds) =>
        candidates is string one ? holds(one) : Values.Items(candidates).OfType<string>().Any(holds);
}
