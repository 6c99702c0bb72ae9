namespace Continuum.Serving.Load;

/// <summary>Turns a trace into requests: the same from the same seed, whatever the gateway does.</summary>
public static class LoadPlan
{
    // Ids that every vocabulary of this family has and that are no special tokens.
    private const int FirstToken = 300, LastToken = 8000;

    /// <summary>Plans a load.</summary>
    /// <param name="options">Rate, duration, trace, seed, scale.</param>
    /// <param name="contextLength">The model's context in tokens.</param>
    /// <returns>The requests, in the order of time.</returns>
    public static IReadOnlyList<PlannedRequest> Make(LoadOptions options, int contextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 4);
        var rows = options.Trace.Rows;
        var scale = options.Scale ?? Math.Min(1, (contextLength - 2.0) / rows.Max(r => r.PromptTokens + r.GeneratedTokens));
        var random = new Random(options.Seed);
        var at = random.Next(rows.Count);
        var mean = rows[^1].Seconds / (rows.Count - 1);
        // Gaps in units of their mean, so that any rate has the trace's bursts.
        var stretch = mean > 0 ? 1 / (options.Rate * mean) : 0;
        var planned = new List<PlannedRequest>();
        for (double due = 0; due < options.Duration.TotalSeconds;)
        {
            var row = rows[at];
            var generated = Math.Clamp((int)Math.Round(row.GeneratedTokens * scale), 1, contextLength / 2);
            var prompt = Math.Clamp((int)Math.Round(row.PromptTokens * scale), 1, contextLength - generated - 1);
            planned.Add(new PlannedRequest(planned.Count, due, [.. Enumerable.Range(0, prompt).Select(_ => random.Next(FirstToken, LastToken))], generated));
            var next = (at + 1) % rows.Count;
            due += stretch > 0 ? (next > 0 ? rows[next].Seconds - rows[at].Seconds : mean) * stretch : 1 / options.Rate;
            at = next;
        }
        return planned;
    }
}
