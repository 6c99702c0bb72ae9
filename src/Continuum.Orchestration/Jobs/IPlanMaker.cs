using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Jobs;

/// <summary>What a plan is asked for.</summary>
/// <param name="Site">The site as it is.</param>
/// <param name="Active">Intents that bind besides the proposed one.</param>
/// <param name="Proposed">The new or amended intent; null for a withdrawal or a plan for what binds already.</param>
/// <param name="At">The moment whose rules hold; null shows the earliest window of the proposed intent.</param>
/// <param name="Wanted">Layouts that an operator asks for.</param>
internal sealed record PlanQuestion(Site Site, IReadOnlyList<ActiveIntent> Active, ActiveIntent? Proposed, DateTimeOffset Now, DateTimeOffset? At, IReadOnlyList<PipelineLayout>? Wanted = null);

/// <summary>A plan with its verdict; the plan is null where none exists.</summary>
internal sealed record PlanAnswer(Plan? Plan, Verdict Verdict, IReadOnlyDictionary<string, double> Timings);

/// <summary>Compiles and verifies. The seam between the life cycle and the compiler.</summary>
internal interface IPlanMaker
{
    PlanAnswer Make(PlanQuestion question, CancellationToken cancellationToken);

    /// <summary>The policy in words, a line each rule.</summary>
    IReadOnlyList<string> InWords(Policy policy, Site site);
}
