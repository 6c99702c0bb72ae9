using System.Text;

namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>JSON as Python's json.dumps writes it (a space after comma and colon), since models have seen it that way.</summary>
internal static class TemplateJson
{
    public static string Write(object? value, Arguments arguments)
    {
        if (Values.IsTrue(arguments.Get(1, "ensure_ascii", false)) || arguments.Get(2, "separators", null) is not null || Values.IsTrue(arguments.Get(3, "sort_keys", false)))
            throw new TemplateException("tojson supports the argument indent only.");
        var text = new StringBuilder();
        Write(value, text, arguments.Get(0, "indent", null) is long indent ? (int)Math.Clamp(indent, 0, 100) : null, 0);
        return text.ToString();
    }

    private static void Write(object? value, StringBuilder text, int? indent, int depth)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case long or double: text.Append(Values.Represent(value)); break;
            case string content: Quote(content, text); break;
            case List<object?> list: Group(text, '[', ']', list, indent, depth, item => Write(item, text, indent, depth + 1)); break;
            case OrderedDictionary<string, object?> dictionary:
                Group(text, '{', '}', dictionary.ToList(), indent, depth, pair =>
                {
                    Quote(pair.Key, text);
                    text.Append(": ");
                    Write(pair.Value, text, indent, depth + 1);
                });
                break;
            default: throw new TemplateException($"tojson was given {Values.Describe(value)}, which JSON cannot hold.");
        }
    }

    private static void Group<T>(StringBuilder text, char open, char close, List<T> items, int? indent, int depth, Action<T> write)
    {
        void Line(int level)
        {
            if (indent is { } width) text.Append('\n').Append(' ', width * level);
        }

        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append(indent is null ? ", " : ",");
            Line(depth + 1);
            write(items[i]);
        }
        if (items.Count > 0) Line(depth);
        text.Append(close);
    }

    private static void Quote(string content, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in content)
            text.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\b' => "\\b", '\f' => "\\f", < ' ' => $"\\u{(int)c:x4}", _ => c.ToString() });
        text.Append('"');
    }
}
