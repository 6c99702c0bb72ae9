using System.Globalization;

namespace Continuum.Serving.Load;

/// <summary>When requests come and how long they are.</summary>
/// <param name="Name">The trace's name.</param>
/// <param name="Rows">Its requests, in the order of time.</param>
public sealed record Trace(string Name, IReadOnlyList<TraceRow> Rows)
{
    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens";

    /// <summary>Reads a trace in the format of the public Azure traces of 2023.</summary>
    /// <param name="path">A CSV file with a header; lines end in LF or CRLF, the last may have no end.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InvalidDataException">It is malformed, with the line.</exception>
    public static Trace Read(string path)
    {
        using var reader = new StreamReader(path);
        if (reader.ReadLine()?.Trim() is var header && header != Header) throw new InvalidDataException($"{path}: the first line is '{header}'; '{Header}' was expected.");
        var rows = new List<TraceRow>();
        DateTime? first = null;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            var parts = text.Split(',');
            if (parts.Length != 3
                || !DateTime.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prompt)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var generated))
                throw new InvalidDataException($"{path}:{line}: '{text}' was found; a time and two numbers of tokens were expected, such as 2023-11-16 18:17:03.9799600,4808,10.");
            first ??= time;
            if ((time - first.Value).TotalSeconds < (rows.Count > 0 ? rows[^1].Seconds : 0)) throw new InvalidDataException($"{path}:{line}: {parts[0]} lies before the line above; ascending times were expected.");
            rows.Add(new TraceRow((time - first.Value).TotalSeconds, Math.Max(1, prompt), Math.Max(1, generated)));
        }
        return rows.Count > 1 ? new Trace(Path.GetFileNameWithoutExtension(path), rows) : throw new InvalidDataException($"{path}: {rows.Count} requests were found; at least 2 were expected.");
    }

    /// <summary>A shape that needs no file: Poisson arrivals, long-tailed lengths with a mean of about 1,000 in and 200 out, as conversations have.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="count">Its requests.</param>
    /// <returns>The trace.</returns>
    public static Trace BuiltIn(int seed, int count = 10_000)
    {
        var random = new Random(seed);
        var rows = new List<TraceRow>(count);
        double now = 0;
        for (var i = 0; i < count; i++)
        {
            rows.Add(new TraceRow(now, Length(random, 600, 1.0, 8000), Length(random, 130, 0.9, 1500)));
            now += -Math.Log(1 - random.NextDouble());
        }
        return new Trace("built-in", rows);
    }

    /// <summary>Log-normal, by Box and Muller.</summary>
    private static int Length(Random random, double median, double sigma, int most)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(median * Math.Exp(sigma * normal), 1, most);
    }
}
