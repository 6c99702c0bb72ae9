using System.Globalization;

namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>The functions that every template may call.</summary>
internal static class Globals
{
    private const int LongestRange = 100_000;

    public static void Define(Scope scope, TimeProvider clock)
    {
        scope.Set("raise_exception", new Callable("raise_exception", a => throw new TemplateException(Values.Print(a.Get(0, "message")))));
        scope.Set("namespace", new Callable("namespace", a => new Namespace(Named(a))));
        scope.Set("dict", new Callable("dict", a => new OrderedDictionary<string, object?>(Named(a))));
        scope.Set("range", new Callable("range", Range));
        scope.Set("strftime_now", new Callable("strftime_now", a => Format(a.Expect(1).Text(0, "format"), clock.GetLocalNow())));
    }

    private static Dictionary<string, object?> Named(Arguments a) => a.Positional.Count == 0 ? new(a.Named) : throw new TemplateException($"{a.Callee} takes named arguments only.");

    private static object Range(Arguments a)
    {
        long first = a.Expect(3).Whole(0, "start", 0), step = a.Whole(2, "step", 1);
        (first, var end) = a.Positional.Count == 1 ? (0, first) : (first, a.Whole(1, "stop", 0));
        if (step == 0) throw new TemplateException("range has step 0.");
        var items = new List<object?>();
        for (var i = first; step > 0 ? i < end : i > end; i += step)
        {
            if (items.Count == LongestRange) throw new TemplateException($"range has more than {LongestRange} items.");
            items.Add(i);
        }
        return items;
    }

    /// <summary>C's strftime in English, which date lines of system prompts use.</summary>
    private static string Format(string format, DateTimeOffset time)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            var pattern = format[++i] switch
            {
                'd' => "dd",
                'm' => "MM",
                'Y' => "yyyy",
                'y' => "yy",
                'b' => "MMM",
                'B' => "MMMM",
                'a' => "ddd",
                'A' => "dddd",
                'H' => "HH",
                'M' => "mm",
                'S' => "ss",
                '%' => "'%'",
                var other => throw new TemplateException($"strftime_now was given %{other}, which is not supported."),
            };
            text.Append(time.ToString(pattern, CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
