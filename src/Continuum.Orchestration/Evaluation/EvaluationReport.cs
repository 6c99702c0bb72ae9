using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Continuum.Orchestration.Evaluation;

/// <summary>Prints what a corpus run came to.</summary>
public static class EvaluationReport
{
    /// <summary>The table, then every row that failed with its reasons.</summary>
    /// <param name="planner">Who understood the texts.</param>
    /// <param name="results">Results in the order of the corpus.</param>
    /// <param name="coldSeconds">The first text before anything was warm; null when that was not measured apart.</param>
    public static string ToText(string planner, IReadOnlyList<RowResult> results, double? coldSeconds)
    {
        var text = new StringBuilder();
        Line(text, $"planner {planner}, {results.Count} rows{(coldSeconds is { } cold ? $", first intent of the process {cold:0.000} s (not counted below)" : "")}");
        Line(text, $"");
        Line(text, $"{"class",-11}{"difficulty",-11}{"rows",5}{"success",9}{"%",7}{"wrong passes",14}{"clarify %",11}{"mean s",9}{"p95 s",9}{"tokens/query",14}{"checks/intent",15}");
        foreach (var g in GroupResult.Of(results))
        {
            Line(text, $"{g.Class,-11}{g.Difficulty,-11}{g.Rows,5}{g.Succeeded,9}{Percent(g.Succeeded, g.Rows),7:0.0}{g.WrongPasses,14}{Percent(g.Clarifications, g.Rows),11:0.0}{g.MeanSeconds,9:0.0000}{g.P95Seconds,9:0.0000}{g.TokensPerQuery,14:0}{g.ChecksPerIntent,15:0.0}");
        }

        var failed = results.Where(r => !r.Judgement.Success).ToList();
        Line(text, $"");
        Line(text, $"{failed.Count} failed");
        foreach (var result in failed)
        {
            Line(text, $"{(result.Judgement.WrongPass ? "WRONG PASS" : "failed")} {result.Row.Id} (line {result.Row.Line}): {result.Row.Text}");
            foreach (var reason in result.Judgement.Reasons.Take(5)) Line(text, $"    {reason}");
            if (result.Judgement.Reasons.Count > 5) Line(text, $"    and {result.Judgement.Reasons.Count - 5} more");
        }

        return text.ToString();
    }

    /// <summary>The same as JSON, with every row.</summary>
    public static JsonObject ToJson(string planner, IReadOnlyList<RowResult> results, double? coldSeconds) => new()
    {
        ["planner"] = planner,
        ["coldSeconds"] = coldSeconds,
        ["groups"] = new JsonArray([.. GroupResult.Of(results).Select(g => new JsonObject
        {
            ["class"] = g.Class,
            ["difficulty"] = g.Difficulty,
            ["rows"] = g.Rows,
            ["succeeded"] = g.Succeeded,
            ["wrongPasses"] = g.WrongPasses,
            ["clarifications"] = g.Clarifications,
            ["meanSeconds"] = g.MeanSeconds,
            ["p95Seconds"] = g.P95Seconds,
            ["tokensPerQuery"] = g.TokensPerQuery,
            ["checksPerIntent"] = g.ChecksPerIntent,
        })]),
        ["rows"] = new JsonArray([.. results.Select(r => new JsonObject
        {
            ["id"] = r.Row.Id,
            ["split"] = r.Row.Split,
            ["class"] = r.Row.Class,
            ["difficulty"] = r.Row.Difficulty,
            ["outcome"] = r.Outcome,
            ["success"] = r.Judgement.Success,
            ["wrongPass"] = r.Judgement.WrongPass,
            ["seconds"] = r.Seconds,
            ["tokens"] = r.Tokens,
            ["checks"] = r.Checks,
            ["reasons"] = new JsonArray([.. r.Judgement.Reasons.Select(x => (JsonNode?)x)]),
        })]),
    };

    private static double Percent(int part, int whole) => 100.0 * part / whole;

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
