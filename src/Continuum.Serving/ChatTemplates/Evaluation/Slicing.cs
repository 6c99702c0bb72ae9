namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Python's slices: <c>messages[1:]</c>, <c>messages[::-1]</c>.</summary>
internal static class Slicing
{
    public static object Cut(object? target, long? from, long? to, long? step, int line)
    {
        var items = target is string or List<object?> ? Values.Items(target) : throw new TemplateException($"Line {line}: {Values.Describe(target)} is sliced; a list or a string was expected.");
        var by = step ?? 1;
        if (by == 0) throw new TemplateException($"Line {line}: a slice has step 0.");
        long count = items.Count;
        long first = Clamp(from ?? (by > 0 ? 0 : count - 1), count, by, from is null);
        long end = to is null ? (by > 0 ? count : -1) : Clamp(to.Value, count, by, false);
        var cut = new List<object?>();
        for (var i = first; by > 0 ? i < end : i > end; i += by) cut.Add(items[(int)i]);
        return target is string ? string.Concat(cut) : cut;
    }

    private static long Clamp(long index, long count, long step, bool isDefault)
    {
        if (index < 0 && !isDefault) index += count;
        return step > 0 ? Math.Clamp(index, 0, count) : Math.Clamp(index, -1, count - 1);
    }
}
