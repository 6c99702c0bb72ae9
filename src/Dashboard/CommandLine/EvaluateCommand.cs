using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Evaluation;

namespace Dashboard.CommandLine;

/// <summary><c>evaluate</c>: runs a corpus and prints what succeeded, by class and difficulty.</summary>
internal static class EvaluateCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, TextWriter stderr, Func<string?, IIntentPlanner> choosePlanner, CancellationToken cancellationToken)
    {
        var options = Options.Parse(args, ["--site", "--corpus", "--planner", "--split", "--json"]);
        var corpus = options.Require("--corpus");
        var planner = choosePlanner(options.Find("--planner"));
        var rows = ReadRows(corpus, options.Find("--split"));
        var site = options.Find("--site");
        var sites = ReadSites(rows, corpus, site);

        var evaluation = new Evaluation(Pipeline.With(planner));
        Task<IReadOnlyList<RowResult>> RunAllAsync() => RunEachAsync(evaluation, rows, r => sites[SiteOf(r, corpus, site)], cancellationToken);

        // Figures are those of a warm process, and what a cold one takes is told apart. A model is not warmed up: every
        // call of it costs tokens.
        double? cold = planner.Name == Planners.Offline ? (await RunAllAsync())[0].Seconds : null;
        var results = await RunAllAsync();

        await stdout.WriteAsync(EvaluationReport.ToText(planner.Name, results, cold));
        if (options.Find("--json") is { } path) await WriteJsonAsync(path, PlanJson.ToText(EvaluationReport.ToJson(planner.Name, results, cold)), stderr);
        return ExitCodes.Passed;
    }

    private static async Task<IReadOnlyList<RowResult>> RunEachAsync(
        Evaluation evaluation, IReadOnlyList<CorpusRow> rows, Func<CorpusRow, Site> siteOf, CancellationToken cancellationToken)
    {
        List<RowResult> results = [];
        foreach (var row in rows) results.Add(await evaluation.RunAsync(row, siteOf(row), cancellationToken));
        return results;
    }

    private static IReadOnlyList<CorpusRow> ReadRows(string corpus, string? split)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(corpus);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{corpus}: cannot read the corpus: {e.Message}");
        }

        var (rows, errors) = CorpusReader.Read(lines, corpus);
        if (errors.Count > 0) throw new UsageException(string.Join(Environment.NewLine, errors));
        var chosen = split is null ? rows : [.. rows.Where(r => r.Split == split)];
        if (chosen.Count > 0) return chosen;
        throw new UsageException(rows.Count == 0
            ? $"{corpus}: found no rows"
            : $"{corpus}: found no row of split '{split}'; it has {string.Join(", ", rows.Select(r => r.Split).OfType<string>().Distinct())}");
    }

    private static Dictionary<string, Site> ReadSites(IReadOnlyList<CorpusRow> rows, string corpus, string? site)
    {
        var sites = new Dictionary<string, Site>(StringComparer.Ordinal);
        List<string> errors = [];
        foreach (var row in rows)
        {
            var path = SiteOf(row, corpus, site);
            if (!sites.ContainsKey(path)) sites[path] = SiteArgument.Read(path);
            errors.AddRange(CorpusNames.Unknown(row, sites[path]).Select(u => $"{corpus}:{row.Line}: {u}"));
        }

        return errors.Count == 0 ? sites : throw new UsageException(string.Join(Environment.NewLine, errors));
    }

    private static string SiteOf(CorpusRow row, string corpus, string? site) =>
        row.Site is { } own ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(corpus)) ?? ".", own)
        : site ?? throw new UsageException($"{corpus}:{row.Line}: the row names no site, and --site is missing");

    private static async Task WriteJsonAsync(string path, string json, TextWriter stderr)
    {
        try
        {
            await File.WriteAllTextAsync(path, json + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot write the result: {e.Message}");
        }

        await stderr.WriteLineAsync($"wrote {path}");
    }
}
