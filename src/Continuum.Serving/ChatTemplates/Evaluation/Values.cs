using System.Globalization;

namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>
/// The values of a template: null, <see cref="Undefined"/>, bool, long, double, string, lists, dictionaries with string keys,
/// <see cref="Namespace"/>, <see cref="LoopState"/> and <see cref="Callable"/>.
/// </summary>
internal static class Values
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        OrderedDictionary<string, object?> dictionary => dictionary.Count > 0,
        _ => true,
    };

    /// <summary>What a loop or a filter goes over: items of a list, keys of a dictionary, characters of a text.</summary>
    public static List<object?> Items(object? value, int line = 0) => value switch
    {
        List<object?> list => list,
        OrderedDictionary<string, object?> dictionary => [.. dictionary.Keys],
        string text => [.. Characters(text)],
        Undefined => [],
        _ => throw At(line, $"{Describe(value)} is gone over; a list was expected."),
    };

    /// <summary><c>target.key</c> or <c>target[key]</c>.</summary>
    public static object? Look(object? target, object? key, int line) => (target, key) switch
    {
        (OrderedDictionary<string, object?> dictionary, string name) => dictionary.TryGetValue(name, out var value) ? value : new Undefined(name),
        (Namespace space, string name) => space.Values.TryGetValue(name, out var value) ? value : new Undefined(name),
        (LoopState loop, string name) => loop.Look(name) ?? throw At(line, $"loop.{name} is not supported."),
        (List<object?> list, long index) => At(list.Count, index) is { } at ? list[at] : new Undefined($"[{index}]"),
        (string text, long index) => Characters(text) is var characters && At(characters.Count, index) is { } at ? characters[at] : new Undefined($"[{index}]"),
        (Undefined undefined, _) => throw At(line, $"'{undefined.Name}' does not exist, and {Print(key)} of it is asked for."),
        (null, _) => throw At(line, $"{Print(key)} of none is asked for."),
        _ => new Undefined(Print(key)),
    };

    /// <summary>A value as Python's str() writes it.</summary>
    public static string Print(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Represent(value),
    };

    public static string Represent(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e16 ? number.ToString("0.0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
        string text => text.Contains('\'') && !text.Contains('"') ? $"\"{text.Replace("\\", "\\\\")}\"" : $"'{text.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n")}'",
        List<object?> list => $"[{string.Join(", ", list.Select(Represent))}]",
        OrderedDictionary<string, object?> dictionary => $"{{{string.Join(", ", dictionary.Select(p => $"{Represent(p.Key)}: {Represent(p.Value)}"))}}}",
        _ => Describe(value),
    };

    public static string Describe(object? value) => value switch
    {
        null => "none",
        Undefined undefined => $"'{undefined.Name}', which does not exist,",
        bool => "true or false",
        long or double => "a number",
        string => "a string",
        List<object?> => "a list",
        OrderedDictionary<string, object?> => "a dictionary",
        Callable callable => $"the function {callable.Name}",
        LoopState => "loop",
        _ => "a namespace",
    };

    /// <summary>Code points, as Python counts a text.</summary>
    public static List<object?> Characters(string text)
    {
        var characters = new List<object?>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            characters.Add(text.Substring(i, pair ? 2 : 1));
            if (pair) i++;
        }
        return characters;
    }

    private static int? At(int count, long index)
    {
        if (index < 0) index += count;
        return index >= 0 && index < count ? (int)index : null;
    }

    private static TemplateException At(int line, string what) => new(line > 0 ? $"Line {line}: {what}" : what);
}
