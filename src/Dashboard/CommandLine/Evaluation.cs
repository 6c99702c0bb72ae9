using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Evaluation;
using Continuum.Orchestration.Evaluation.Judging;

namespace Dashboard.CommandLine;

/// <summary>Runs rows of a corpus through the same pipeline as <c>plan</c>, and judges what <c>plan</c> would print.</summary>
internal sealed class Evaluation(IntentRun run)
{
    public async Task<RowResult> RunAsync(CorpusRow row, Site site, CancellationToken cancellationToken)
    {
        try
        {
            var state = new ActiveState(site, []);
            foreach (var text in row.Given)
            {
                var given = await run.PlanAsync(state.Site, text, state.Active, cancellationToken);
                if (!given.Verdict.Passed) return Failed(row, "error", $"the given intent '{text}' ends in {PlanJson.Name(given.Verdict.Outcome)}: {Why(given)}");
                state = state.After(given);
            }

            var planned = await run.PlanAsync(state.Site, row.Text, state.Active, cancellationToken);
            var outcome = PlanJson.Name(planned.Verdict.Outcome);
            var judgement = Judge.Decide(state.Site, row.Expect, outcome, planned.Plan is null ? null : Emit(planned.Plan));
            if (!judgement.Success && !planned.Verdict.Passed) judgement = judgement with { Reasons = [.. judgement.Reasons, Why(planned)] };
            return new RowResult(row, outcome, judgement, planned.Timings.Sum(t => t.Milliseconds) / 1000, planned.Tokens.Input + planned.Tokens.Output, planned.Verdict.Checks.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A row that cannot be judged must not hide the others; it counts as a failure.
            return Failed(row, "error", $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
    }

    // Through text and back, so that what is judged is what another program would read.
    private static Artefacts Emit(Plan plan)
    {
        var json = JsonNode.Parse(PlanJson.Write(plan).ToJsonString())!;
        return new Artefacts(json["kubernetes"]!.AsArray(), json["flowRules"]!.AsArray(), json["pipelines"]!.AsArray());
    }

    private static string Why(PlannedText planned) =>
        planned.Question is { } question ? $"asked: {question.Text}"
        : string.Join("; ", planned.Verdict.Checks.Where(c => !c.Passed).Select(c => $"{c.Name} ({c.Subject}): {c.Detail}").Take(3));

    private static RowResult Failed(CorpusRow row, string outcome, string reason) => new(row, outcome, new Judgement(false, false, [reason]), 0, 0, 0);
}
