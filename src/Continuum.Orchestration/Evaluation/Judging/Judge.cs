using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Whether a row succeeded.</summary>
/// <param name="Success">The right outcome and, on a pass, every expectation met.</param>
/// <param name="WrongPass">The plan passed its verdict where the row permits no pass, or violates an expectation.</param>
/// <param name="Reasons">Why it did not succeed.</param>
public sealed record Judgement(bool Success, bool WrongPass, IReadOnlyList<string> Reasons);

/// <summary>
/// Judges what a plan emits by a packet walk and a node-selector evaluation of its own: it shares no code with the
/// compiler and the verifier, so that a mistake of theirs does not excuse itself.
/// </summary>
public static class Judge
{
    /// <summary>Judges one row.</summary>
    /// <param name="site">The site, with what is given enacted.</param>
    /// <param name="expect">What is right.</param>
    /// <param name="outcome">Outcome of the verdict: pass, conflict, infeasible, clarify or fail.</param>
    /// <param name="artefacts">What the plan emits; null without a plan.</param>
    public static Judgement Decide(Site site, Expectation expect, string outcome, Artefacts? artefacts)
    {
        var permitted = expect.Permits(outcome);
        if (!permitted)
        {
            var right = string.Join(" or ", expect.Also.Prepend(expect.Outcome));
            return new Judgement(false, outcome == "pass", [$"outcome {outcome}, expected {right}"]);
        }

        if (outcome != "pass") return new Judgement(true, false, []);
        if (artefacts is null) return new Judgement(false, true, ["a pass without a plan"]);
        var violations = Violations(site, expect, artefacts);
        return new Judgement(violations.Count == 0, violations.Count > 0, violations);
    }

    /// <summary>Every expectation that the artefacts do not meet, in words.</summary>
    public static IReadOnlyList<string> Violations(Site site, Expectation expect, Artefacts artefacts)
    {
        try
        {
            var placements = new Placements(site, artefacts);
            var fabric = new Fabric(site, artefacts);
            return
            [
                .. PlacementJudge.Violations(expect, placements),
                .. ArrangementJudge.Violations(expect, placements),
                .. new PathJudge(site, placements, fabric).Violations(expect),
                .. new TransferJudge(site, placements, fabric).Violations(),
            ];
        }
        catch (ArtefactException e)
        {
            return [$"unreadable artefact: {e.Message}"];
        }
    }
}
