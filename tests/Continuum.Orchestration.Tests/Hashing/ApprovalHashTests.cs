using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Hashing;

namespace Continuum.Orchestration.Tests.Hashing;

public class ApprovalHashTests
{
    private static readonly Core.Intents.ActiveIntent Intent = Planning.Intent(1, Planning.Avoid("db", "api", "s2"));
    private static readonly Plan Plan = Planning.Facade.Plan(Lab.Site, [], Intent, Planning.Now).Plan!;

    [Fact]
    public void The_same_plan_on_the_same_site_has_the_same_hash()
    {
        Assert.Equal(Plan.Hash, ApprovalHash.Of(Plan, Lab.Site, [Intent]));
        Assert.Equal(Plan.Hash, Planning.Facade.Plan(Lab.Builder().Build(), [], Intent, Planning.Now).Plan!.Hash);
        Assert.Matches("^[0-9a-f]{64}$", Plan.Hash);
    }

    [Fact]
    public void Any_rule_label_or_policy_that_differs_has_another()
    {
        var site = Lab.Site;
        var labelled = site with { Nodes = [.. site.Nodes.Select(n => n.Name == "fr-1" ? n with { Labels = new Dictionary<string, string>(n.Labels) { ["trust"] = "low" } } : n)] };
        var down = site with { Links = [site.Links[0] with { Up = false }, .. site.Links.Skip(1)] };
        var rule = Plan.FlowRules[0];
        var other = Plan with { FlowRules = [rule with { Match = rule.Match with { InPort = 77 } }, .. Plan.FlowRules.Skip(1)] };
        string[] hashes =
        [
            Plan.Hash,
            ApprovalHash.Of(Plan, labelled, [Intent]),
            ApprovalHash.Of(Plan, down, [Intent]),
            ApprovalHash.Of(other, site, [Intent]),
            ApprovalHash.Of(Plan with { Moves = [new Move("db", "de-1", "de-2", true)] }, site, [Intent]),
            ApprovalHash.Of(Plan, site, [Intent, Planning.Intent(2, Planning.Place("db", LabelExpression.In("jurisdiction", "DE")))]),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }
}
