using Continuum.Core.Intents;
using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Either a plan or why there is none.</summary>
/// <param name="Plan">The desired state.</param>
/// <param name="Fault">Set when there is no plan.</param>
public sealed record CompileResult(Plan? Plan, PlanningFault? Fault);

/// <summary>Policy to plan: no model, no I/O; equal input gives an equal plan.</summary>
public sealed class PlanCompiler(IPipelineSearch search)
{
    private const int MostRounds = 4;

    /// <summary>The desired state of the site under those intents at that moment.</summary>
    /// <param name="site">The site as it is.</param>
    /// <param name="intents">Active intents and the one proposed.</param>
    /// <param name="at">The moment that the plan shows; rules out of their window are left out.</param>
    /// <param name="wanted">Layouts that an operator asks for; each is kept where the rules allow it.</param>
    public CompileResult Compile(Site site, IReadOnlyList<ActiveIntent> intents, DateTimeOffset at, IReadOnlyList<PipelineLayout>? wanted = null) =>
        Compile(site, intents, BoundRule.InForce(intents, at), wanted);

    internal CompileResult Compile(Site site, IReadOnlyList<ActiveIntent> intents, IReadOnlyList<BoundRule> rules, IReadOnlyList<PipelineLayout>? wanted = null)
    {
        try
        {
            return new CompileResult(new PlanAssembly(site, intents, Stable(With(site, wanted ?? []), rules)).Assemble(), null);
        }
        catch (CompileFaultException fault)
        {
            return new CompileResult(null, new PlanningFault(Outcome.Infeasible, [fault.Check]));
        }
    }

    /// <summary>Whether the hard rules can hold together; null when they can, else the check that fails.</summary>
    internal Check? Fault(Site site, IReadOnlyList<BoundRule> rules)
    {
        try
        {
            new Drafter(site, new RuleBook(site, [.. rules.Where(r => r.Rule.IsHard)]), search).Draft();
            return null;
        }
        catch (CompileFaultException fault)
        {
            return fault.Check;
        }
    }

    // The search keeps a layout that is in place and legal: so one that is asked for is planned as if it were in place.
    private static Site With(Site site, IReadOnlyList<PipelineLayout> wanted) => wanted.Count == 0 ? site : site with
    {
        Services = [.. site.Services.Select(s => wanted.FirstOrDefault(w => w.Service == s.Name) is { } layout ? s with { Head = layout.Head, Stages = layout.Stages } : s)],
    };

    // What moves may change what is best for others and which wishes can be had: settle until planning what is in place
    // changes nothing.
    private Settlement Stable(Site site, IReadOnlyList<BoundRule> rules)
    {
        var settled = DraftWithPreferences(site, rules);
        for (var round = 0; round < MostRounds && settled.Enacted() is var enacted && !settled.MovesNothing; round++)
        {
            try
            {
                settled = DraftWithPreferences(enacted, rules);
            }
            catch (CompileFaultException)
            {
                break;
            }
        }

        return settled;
    }

    // Preferred ways and isolations are taken as asked, most important first, for as long as all hold together.
    private Settlement DraftWithPreferences(Site site, IReadOnlyList<BoundRule> rules)
    {
        var book = new RuleBook(site, rules);
        var drafter = new Drafter(site, book, search);
        var draft = drafter.Draft();
        var unmet = new List<string>();
        foreach (var wish in book.Preferred.Where(IsFabricWish).OrderByDescending(r => r.Rule.PreferredPriority).ToList())
        {
            var tried = rules.Select(r => ReferenceEquals(r, wish) ? r with { Rule = r.Rule with { PreferredPriority = null }, IsWish = true } : r).ToList();
            try
            {
                var triedBook = new RuleBook(site, tried);
                var triedDrafter = new Drafter(site, triedBook, search);
                draft = triedDrafter.Draft();
                (drafter, book, rules) = (triedDrafter, triedBook, tried);
            }
            catch (CompileFaultException fault)
            {
                unmet.Add($"{RuleText.Of(wish)}: {fault.Check.Detail}");
            }
        }

        return new Settlement(site, book, drafter, draft, unmet);
    }

    private static bool IsFabricWish(BoundRule bound) => bound.Rule is PathRule or IsolationRule or ServiceRule { Transfers: not null };
}
