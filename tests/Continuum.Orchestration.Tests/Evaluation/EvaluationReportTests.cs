using Continuum.Orchestration.Evaluation;
using Continuum.Orchestration.Evaluation.Judging;

namespace Continuum.Orchestration.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    private static readonly RowResult[] Results =
    [
        Row("a", "computing", "simple", "pass", new Judgement(true, false, []), 0.1),
        Row("b", "computing", "simple", "pass", new Judgement(false, true, ["x is admitted to n2"]), 0.3),
        Row("c", "computing", "complex", "clarify", new Judgement(true, false, []), 0.2),
        Row("d", "serving", "simple", "infeasible", new Judgement(false, false, ["outcome infeasible, expected pass"]), 0.4),
    ];

    [Fact]
    public void Figures_are_by_class_and_difficulty_and_in_all()
    {
        var groups = GroupResult.Of(Results);

        Assert.Equal(
            [("computing", "simple"), ("computing", "complex"), ("computing", "all"), ("serving", "simple"), ("serving", "all"), ("all", "all")],
            groups.Select(g => (g.Class, g.Difficulty)));
        var computing = groups[2];
        Assert.Equal((3, 2, 1, 1), (computing.Rows, computing.Succeeded, computing.WrongPasses, computing.Clarifications));
        Assert.Equal(0.2, computing.MeanSeconds, 9);
        Assert.Equal(0.3, computing.P95Seconds);
        Assert.Equal((10, 4), (computing.TokensPerQuery, computing.ChecksPerIntent));
    }

    [Fact]
    public void The_ninety_fifth_percentile_is_the_nearest_rank()
    {
        var rows = Enumerable.Range(1, 40).Select(i => Row($"r{i}", "hybrid", "simple", "pass", new Judgement(true, false, []), i)).ToList();

        Assert.Equal(38, GroupResult.Of(rows)[^1].P95Seconds);
    }

    [Fact]
    public void Every_failure_is_told_with_its_reason_and_wrong_passes_stand_out()
    {
        var text = EvaluationReport.ToText("offline", Results, 0.5);

        Assert.Contains("2 failed", text, StringComparison.Ordinal);
        Assert.Contains("WRONG PASS b", text, StringComparison.Ordinal);
        Assert.Contains("x is admitted to n2", text, StringComparison.Ordinal);
        Assert.Contains("failed d", text, StringComparison.Ordinal);
        Assert.DoesNotContain("failed a", text, StringComparison.Ordinal);
    }

    private static RowResult Row(string id, string @class, string difficulty, string outcome, Judgement judgement, double seconds) => new(
        new CorpusRow { Line = 1, Id = id, Class = @class, Difficulty = difficulty, Text = "text of " + id, Expect = new Expectation { Outcome = "pass" } },
        outcome, judgement, seconds, 10, 4);
}
