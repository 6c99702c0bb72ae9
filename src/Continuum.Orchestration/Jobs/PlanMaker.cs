using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Words;

namespace Continuum.Orchestration.Jobs;

/// <summary>Plans by the compiler and the verifier.</summary>
internal sealed class PlanMaker(IntentPlanning planning) : IPlanMaker
{
    public PlanAnswer Make(PlanQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var planned = question switch
        {
            { At: null, Proposed: { } proposed } => planning.Plan(question.Site, question.Active, proposed, question.Now),
            { Proposed: { } proposed } => planning.Desired(question.Site, [.. question.Active, proposed], question.At ?? question.Now, question.Wanted ?? []),
            _ => planning.Desired(question.Site, question.Active, question.At ?? question.Now, question.Wanted ?? []),
        };
        return new PlanAnswer(planned.Plan, planned.Verdict, new Dictionary<string, double> { ["compile"] = planned.CompileMs, ["verify"] = planned.VerifyMs });
    }

    public IReadOnlyList<string> InWords(Policy policy, Site site) => PolicyWords.Describe(policy, site);
}
