namespace Continuum.Orchestration.Evaluation;

/// <summary>Figures over some rows.</summary>
/// <param name="Class">Class of the rows, or "all".</param>
/// <param name="Difficulty">Their difficulty, or "all".</param>
/// <param name="Rows">How many.</param>
/// <param name="Succeeded">How many succeeded.</param>
/// <param name="WrongPasses">How many passed their verdict and should not have.</param>
/// <param name="Clarifications">How many ended in a question.</param>
/// <param name="MeanSeconds">From text to verdict.</param>
/// <param name="P95Seconds">From text to verdict; nearest rank.</param>
/// <param name="TokensPerQuery">Mean, in and out.</param>
/// <param name="ChecksPerIntent">Mean checks of a verdict.</param>
public sealed record GroupResult(
    string Class, string Difficulty, int Rows, int Succeeded, int WrongPasses, int Clarifications,
    double MeanSeconds, double P95Seconds, double TokensPerQuery, double ChecksPerIntent)
{
    private static readonly string[] ClassOrder = ["computing", "networking", "hybrid", "serving"];

    /// <summary>By class and difficulty, then by class, then all.</summary>
    public static IReadOnlyList<GroupResult> Of(IReadOnlyList<RowResult> results)
    {
        List<GroupResult> groups = [];
        foreach (var name in ClassOrder)
        {
            var rows = results.Where(r => r.Row.Class == name).ToList();
            if (rows.Count == 0) continue;
            foreach (var difficulty in new[] { "simple", "complex" })
            {
                if (rows.Where(r => r.Row.Difficulty == difficulty).ToList() is { Count: > 0 } some) groups.Add(Of(name, difficulty, some));
            }

            groups.Add(Of(name, "all", rows));
        }

        if (results.Count > 0) groups.Add(Of("all", "all", results));
        return groups;
    }

    private static GroupResult Of(string name, string difficulty, IReadOnlyList<RowResult> rows)
    {
        var seconds = rows.Select(r => r.Seconds).Order().ToList();
        return new GroupResult(
            name, difficulty, rows.Count,
            rows.Count(r => r.Judgement.Success),
            rows.Count(r => r.Judgement.WrongPass),
            rows.Count(r => r.Outcome == "clarify"),
            seconds.Average(),
            seconds[(int)Math.Ceiling(0.95 * seconds.Count) - 1],
            rows.Average(r => r.Tokens),
            rows.Average(r => r.Checks));
    }
}
