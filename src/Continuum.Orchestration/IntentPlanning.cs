using System.Diagnostics;
using Continuum.Core.Intents;
using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;
using Continuum.Orchestration.Conflicts;
using Continuum.Orchestration.Verification;

namespace Continuum.Orchestration;

/// <summary>
/// Policies to plan and verdict: what the command line, the planning jobs and the check before enactment all use. Pure:
/// no I/O, and equal input gives an equal answer.
/// </summary>
/// <param name="search">Chooses pipeline layouts.</param>
/// <param name="costs">Predicts what layouts do.</param>
public sealed class IntentPlanning(IPipelineSearch search, ICostModel costs)
{
    private readonly PlanCompiler _compiler = new(search);
    private readonly PlanVerifier _verifier = new(costs);

    /// <summary>Plans a new intent on top of the active ones.</summary>
    /// <param name="site">The site as it is.</param>
    /// <param name="active">Active intents.</param>
    /// <param name="proposed">The new one; its id must differ from theirs.</param>
    /// <param name="now">Now.</param>
    public PlannedIntent Plan(Site site, IReadOnlyList<ActiveIntent> active, ActiveIntent proposed, DateTimeOffset now) =>
        Run(site, [.. active.Where(a => a.Id != proposed.Id), proposed], proposed, ValidityWindows.Shown(proposed.Policy, now), now);

    /// <summary>Plans the change of an active intent: the one with the same id is replaced.</summary>
    public PlannedIntent Amend(Site site, IReadOnlyList<ActiveIntent> active, ActiveIntent amended, DateTimeOffset now) => Plan(site, active, amended, now);

    /// <summary>Plans the end of an active intent: the desired state under all others.</summary>
    public PlannedIntent Withdraw(Site site, IReadOnlyList<ActiveIntent> active, long intentId, DateTimeOffset now) =>
        Desired(site, [.. active.Where(a => a.Id != intentId)], now);

    /// <summary>The desired state under the active intents alone: for drift, for windows that open or end, for a changed site.</summary>
    public PlannedIntent Desired(Site site, IReadOnlyList<ActiveIntent> active, DateTimeOffset now) => Run(site, active, null, now, now);

    /// <summary>The desired state with pipelines laid out as an operator asks; a layout that the rules forbid fails the verdict.</summary>
    public PlannedIntent Desired(Site site, IReadOnlyList<ActiveIntent> active, DateTimeOffset now, IReadOnlyList<PipelineLayout> wanted) => Run(site, active, null, now, now, wanted);

    /// <summary>Verifies a plan afresh, before it is enacted.</summary>
    /// <param name="site">The site as it is.</param>
    /// <param name="intents">All intents that the plan stands for, the proposed one included.</param>
    /// <param name="plan">The plan that was approved.</param>
    /// <param name="at">The moment that the plan shows.</param>
    public Verdict Verify(Site site, IReadOnlyList<ActiveIntent> intents, Plan plan, DateTimeOffset at) => _verifier.Verify(site, intents, plan, at);

    private PlannedIntent Run(Site site, IReadOnlyList<ActiveIntent> intents, ActiveIntent? proposed, DateTimeOffset at, DateTimeOffset now, IReadOnlyList<PipelineLayout>? wanted = null)
    {
        var started = Stopwatch.GetTimestamp();
        if (proposed is not null && ValidityWindows.Over(proposed.Policy, now) is { } over) return new PlannedIntent(null, new Verdict(Outcome.Infeasible, [over]), at, 0, 0);
        var conflicts = new ConflictFinder(_compiler, site);
        var result = _compiler.Compile(site, intents, at, wanted);
        if (result.Fault is { } fault)
        {
            var explained = conflicts.Explain(fault, BoundRule.InForce(intents, at), proposed?.Id);
            return new PlannedIntent(null, explained, at, Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0);
        }

        // What holds inside the window shown may clash with rules of another one.
        if (proposed is not null && conflicts.InOtherWindows(intents, proposed, at, now) is { } later)
        {
            return new PlannedIntent(result.Plan, later, at, Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0);
        }

        var compiled = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        var verdict = _verifier.Verify(site, intents, result.Plan!, at);
        List<Check> more = [.. ConflictFinder.None(intents, proposed), .. proposed is null ? [] : SubjectsReached.Of(site, proposed), .. (wanted ?? []).Select(w => AsAsked(site, intents, result.Plan!, w, at))];
        verdict = verdict with
        {
            Checks = [.. verdict.Checks, .. more],
            Outcome = verdict.Passed && more.Exists(c => !c.Passed) ? Outcome.Fail : verdict.Outcome,
        };
        return new PlannedIntent(result.Plan, verdict, at, compiled, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    // Why a layout is not as asked is what fails when it is put into the plan all the same.
    private Check AsAsked(Site site, IReadOnlyList<ActiveIntent> intents, Plan plan, PipelineLayout wanted, DateTimeOffset at)
    {
        const string Name = "layout-as-asked";
        if (plan.Pipelines.FirstOrDefault(p => p.Service == wanted.Service) is not { } found) return new Check(Name, false, wanted.Service, $"no active intent binds {wanted.Service}, so the plan has no layout for it");
        if (found == wanted) return new Check(Name, true, wanted.Service, $"head on {wanted.Head}, {LayoutText.Write(wanted)}");
        var forced = _verifier.Verify(site, intents, plan with { Pipelines = [.. plan.Pipelines.Select(p => p == found ? wanted : p)] }, at);
        var why = forced.Checks.FirstOrDefault(c => !c.Passed) is { } failed ? $"{failed.Subject}: {failed.Detail}" : "it would not keep what the intents promise";
        return new Check(Name, false, wanted.Service, $"{LayoutText.Write(wanted)} is not allowed: {why}") { Trail = wanted.Nodes };
    }
}
