using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Knowledge.Words;
using Continuum.Orchestration;

namespace Dashboard.CommandLine;

/// <summary>Takes texts to verdicts on a site in memory. Nothing is stored or enacted.</summary>
internal sealed class IntentRun(IIntentPlanner planner, IntentPlanning planning, TimeProvider clock)
{
    /// <summary>
    /// Plans one text against the site under active intents. A defect on the way is a verdict that fails and says so:
    /// whoever reads the output must not take it for anything that could be enacted.
    /// </summary>
    public async Task<PlannedText> PlanAsync(Site site, string text, IReadOnlyList<ActiveIntent> active, CancellationToken cancellationToken)
    {
        try
        {
            return await UnderstandAndPlanAsync(site, text, active, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var where = e.StackTrace?.Split('\n').FirstOrDefault()?.Trim();
            var check = new Check("internal-error", false, text, $"{e.GetType().Name}: {e.Message} {where}; this is a defect, please report it with the site and the text");
            return new PlannedText { Intent = text, Planner = planner.Name, Verdict = new Verdict(Outcome.Fail, [check]), Timings = [] };
        }
    }

    private async Task<PlannedText> UnderstandAndPlanAsync(Site site, string text, IReadOnlyList<ActiveIntent> active, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var request = new PlanningRequest { Text = text, Site = site, Active = active, Now = clock.GetUtcNow() };
        var understood = await planner.UnderstandAsync(request, cancellationToken: cancellationToken);
        List<(string, double)> timings = [("understand", clock.GetElapsedTime(start).TotalMilliseconds)];
        if (understood is not { Kind: UnderstandingKind.Policy, Policy: { } policy }) return Ask(text, understood, timings);

        var proposed = new ActiveIntent(active.Count + 1, text, policy);
        var made = planning.Plan(site, active, proposed, request.Now);
        timings.AddRange([("compile", made.CompileMs), ("verify", made.VerifyMs)]);
        return new PlannedText
        {
            Intent = text,
            Planner = understood.Planner,
            Policy = policy,
            Words = string.Join('\n', [.. PolicyWords.Describe(policy, site), .. understood.Assumptions.Select(a => "Assumed: " + a)]),
            Unmapped = [.. understood.Unmapped.Select(u => text.Substring(u.Start, u.Length))],
            Plan = made.Plan,
            IsForLater = made.At > request.Now,
            Verdict = made.Verdict,
            Timings = timings,
            Tokens = understood.Tokens,
        };
    }

    /// <summary>
    /// Plans texts in order, each against the site with the earlier ones active. One that does not pass is the last.
    /// </summary>
    public async Task<PlannedText> PlanAllAsync(Site site, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var state = new ActiveState(site, []);
        for (var i = 0; ; i++)
        {
            var planned = await PlanAsync(state.Site, texts[i], state.Active, cancellationToken);
            if (i == texts.Count - 1 || !planned.Verdict.Passed) return planned;
            state = state.After(planned);
        }
    }

    // Questions, follow-ups and answers all end here: on the command line every text is a new intent.
    private static PlannedText Ask(string text, Understanding understood, List<(string, double)> timings) => new()
    {
        Intent = text,
        Planner = understood.Planner,
        Question = understood.Question ?? new Question(Instead(understood.Kind), []),
        Verdict = new Verdict(Outcome.Clarify, []),
        Timings = timings,
        Tokens = understood.Tokens,
    };

    private static string Instead(UnderstandingKind kind) => kind switch
    {
        UnderstandingKind.Answer => "That is a question about the site; what should hold from now on?",
        UnderstandingKind.Amend or UnderstandingKind.Withdraw => "That refers to an earlier intent, and here every text is a new one; what should hold from now on?",
        _ => "What should hold from now on?",
    };
}
