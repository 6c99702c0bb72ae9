using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Serving.Pipelines;

namespace Continuum.Orchestration.Tests;

/// <summary>The façade over the real search and cost model.</summary>
internal static class Planning
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly ModelCatalog Models = new();

    public static readonly RooflineCostModel Costs = new(Models);

    public static readonly IntentPlanning Facade = new(new PipelineSearch(Costs, Models), Costs);

    public static PlannedIntent Plan(Site site, params Rule[] rules) => Facade.Plan(site, [], Intent(1, rules), Now);

    public static ActiveIntent Intent(long id, params Rule[] rules) => new(id, $"intent {id}", new Policy(rules));

    public static PlacementRule Place(string name, LabelExpression nodes) => new() { Subjects = Selector.ByName(name), Nodes = nodes };

    public static PathRule Path(string from, string to) => new() { From = Selector.ByName(from), To = Selector.ByName(to) };

    public static PathRule Avoid(string from, string to, params string[] switches) =>
        Path(from, to) with { Condition = new PathCondition { Switches = LabelExpression.NotIn(LabelKeys.Name, switches) } };

    public static string Failures(PlannedIntent planned) =>
        string.Join("\n", planned.Verdict.Checks.Where(c => !c.Passed).Select(c => $"{c.Name} [{c.Subject}] {c.Detail}"));
}
