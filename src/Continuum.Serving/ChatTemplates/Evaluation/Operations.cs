namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Operators on values.</summary>
internal static class Operations
{
    public static bool Compare(string op, object? left, object? right, int line) => op switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "in" => Contains(right, left, line),
        "not in" => !Contains(right, left, line),
        "<" => Order(left, right, line) < 0,
        "<=" => Order(left, right, line) <= 0,
        ">" => Order(left, right, line) > 0,
        _ => Order(left, right, line) >= 0,
    };

    public static object Compute(string op, object? left, object? right, int line) => (op, Number(left), Number(right)) switch
    {
        ("~", _, _) => Values.Print(left) + Values.Print(right),
        ("+", long a, long b) => a + b,
        ("-", long a, long b) => a - b,
        ("*", long a, long b) => a * b,
        ("//" or "%" or "/", _, 0L or 0.0) => throw new TemplateException($"Line {line}: division by zero."),
        // Python rounds down, so that the remainder has the divisor's sign.
        ("//", long a, long b) => (long)Math.Floor((double)a / b),
        ("%", long a, long b) => ((a % b) + b) % b,
        ("+", { } a, { } b) => AsDouble(a) + AsDouble(b),
        ("-", { } a, { } b) => AsDouble(a) - AsDouble(b),
        ("*", { } a, { } b) => AsDouble(a) * AsDouble(b),
        ("/", { } a, { } b) => AsDouble(a) / AsDouble(b),
        ("//", { } a, { } b) => Math.Floor(AsDouble(a) / AsDouble(b)),
        ("+", _, _) when (left, right) is (string a, string b) => a + b,
        ("+", _, _) when (left, right) is (List<object?> a, List<object?> b) => a.Concat(b).ToList(),
        _ => throw new TemplateException($"Line {line}: {op} between {Values.Describe(left)} and {Values.Describe(right)} is not supported."),
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (Undefined, Undefined) => true,
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (OrderedDictionary<string, object?> a, OrderedDictionary<string, object?> b) => a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var other) && AreEqual(p.Value, other)),
        _ when Number(left) is { } a && Number(right) is { } b => AsDouble(a).Equals(AsDouble(b)),
        _ => Equals(left, right),
    };

    public static int Order(object? left, object? right, int line = 0) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        _ when Number(left) is { } a && Number(right) is { } b => AsDouble(a).CompareTo(AsDouble(b)),
        _ => throw new TemplateException($"{(line > 0 ? $"Line {line}: " : "")}{Values.Describe(left)} and {Values.Describe(right)} have no order."),
    };

    private static bool Contains(object? container, object? item, int line) => (container, item) switch
    {
        (string text, string part) => text.Contains(part, StringComparison.Ordinal),
        (OrderedDictionary<string, object?> dictionary, string key) => dictionary.ContainsKey(key),
        (List<object?> list, _) => list.Any(other => AreEqual(other, item)),
        (Undefined, _) => false,
        _ => throw new TemplateException($"Line {line}: {Values.Describe(item)} is sought in {Values.Describe(container)}, which is not supported."),
    };

    /// <summary>True counts as 1, as in Python.</summary>
    private static object? Number(object? value) => value switch { bool flag => flag ? 1L : 0L, long or double => value, _ => null };

    private static double AsDouble(object number) => number is long whole ? whole : (double)number;
}
