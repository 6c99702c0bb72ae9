using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests.Compilation;

public class PlacementTests
{
    [Fact]
    public void Only_what_has_to_move_moves()
    {
        var planned = Planning.Plan(Lab.Site, new PlacementRule { Subjects = Selector.ByLabel("data", "phi"), Nodes = LabelExpression.In("zone", "de-a") });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal(["api"], planned.Plan!.Moves.Where(m => m.Restart).Select(m => m.Subject));
        Assert.Equal("de-1", planned.Plan.Placement["db"]);
    }

    [Fact]
    public void Capacity_is_respected_and_its_lack_named()
    {
        var site = new SiteBuilder().Switch("s1").Node("a", "s1", "jurisdiction=DE", cpu: 4).Node("b", "s1", "jurisdiction=DE", cpu: 4).Node("c", "s1", "jurisdiction=US", cpu: 64)
            .Workload("x", "c", cpu: 3).Workload("y", "c", cpu: 3).Workload("z", "c", cpu: 3).Build();
        var rule = new PlacementRule { Subjects = Selector.ByName("x", "y"), Nodes = LabelExpression.In("jurisdiction", "DE") };
        var planned = Planning.Plan(site, rule);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal(["a", "b"], new[] { planned.Plan!.Placement["x"], planned.Plan.Placement["y"] }.Order());
        var full = Planning.Plan(site, rule with { Subjects = Selector.ByName("x", "y", "z") });
        Assert.Equal(Outcome.Infeasible, full.Verdict.Outcome);
        Assert.Contains(full.Verdict.Checks, c => c is { Name: "capacity-suffices", Passed: false });
    }

    [Fact]
    public void Replicas_are_spread_over_as_many_domains()
    {
        var site = Lab.Site;
        var spread = new PlacementRule { Subjects = Selector.ByName("web"), Nodes = LabelExpression.In("jurisdiction", "DE"), Arrangement = Arrangement.Spread };
        var planned = Planning.Plan(site, spread);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal(2, planned.Plan!.Moves.Select(m => m.To).Distinct().Count());
        var constraint = planned.Plan.Kubernetes.Single().Body["spec"]!["template"]!["spec"]!["topologySpreadConstraints"]![0]!;
        Assert.Equal("""{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}""", constraint["labelSelector"]!.ToJsonString());
        Assert.Equal("DoNotSchedule", constraint["whenUnsatisfiable"]!.GetValue<string>());
        var narrow = Planning.Plan(site, spread with { Nodes = LabelExpression.In("zone", "de-a") });
        Assert.Equal(Outcome.Infeasible, narrow.Verdict.Outcome);
    }

    [Fact]
    public void Subjects_are_kept_together_or_apart()
    {
        var both = new PlacementRule { Subjects = Selector.ByName("db", "api"), Arrangement = Arrangement.Colocate };
        var together = Planning.Plan(Lab.Site, both);
        Assert.True(together.Verdict.Passed, Planning.Failures(together));
        Assert.Equal(together.Plan!.Placement["db"], together.Plan.Placement["api"]);
        var apart = Planning.Plan(Lab.Site, both with { Subjects = Selector.ByName("log", "api"), Arrangement = Arrangement.Separate });
        Assert.True(apart.Verdict.Passed, Planning.Failures(apart));
        Assert.NotEqual(apart.Plan!.Placement["log"], apart.Plan.Placement["api"]);
        Assert.Equal("""[{"labelSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["api"]}]},"topologyKey":"kubernetes.io/hostname"}]""", Required(apart, "log", "podAntiAffinity"));
    }

    [Fact]
    public void A_shared_label_is_not_taken_to_select_one_workload()
    {
        var site = Lab.Builder().Workload("twin", "de-3", "app=db", space: "other").Build();
        var planned = Planning.Plan(site, new PlacementRule { Subjects = Selector.ByName("db", "log"), Arrangement = Arrangement.Separate });
        Assert.Contains("continuum.io/workload", Required(planned, "log", "podAntiAffinity"), StringComparison.Ordinal);
        Assert.Equal("db", planned.Plan!.Kubernetes.Single(m => m.Subject == "db").Body["spec"]!["template"]!["metadata"]!["labels"]!["continuum.io/workload"]!.GetValue<string>());
    }

    [Fact]
    public void Two_that_may_not_talk_are_parted_where_they_share_a_node()
    {
        var planned = Planning.Plan(Lab.Site, new IsolationRule { A = Selector.ByName("api"), B = Selector.ByName("log") });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.NotEqual(planned.Plan!.Placement["api"], planned.Plan.Placement["log"]);
        Assert.Single(planned.Plan.Moves);
        Assert.Contains("podAntiAffinity", planned.Plan.Kubernetes[0].Body.ToJsonString(), StringComparison.Ordinal);
        var alone = Lab.Site with { Nodes = [.. Lab.Site.Nodes.Where(n => n.Name == "de-2")], Services = [], Workloads = [.. Lab.Site.Workloads.Where(w => w.Node == "de-2")] };
        Assert.Equal(Outcome.Infeasible, Planning.Plan(alone, new IsolationRule { A = Selector.ByName("api"), B = Selector.ByName("log") }).Verdict.Outcome);
    }

    [Fact]
    public void A_path_rule_moves_no_workload_and_is_infeasible_where_its_end_stands_wrong()
    {
        var rule = Planning.Path("db", "web") with { Condition = new PathCondition { Switches = LabelExpression.NotIn("jurisdiction", "US") } };
        var planned = Planning.Plan(Lab.Site, rule);
        Assert.Equal(Outcome.Infeasible, planned.Verdict.Outcome);
        Assert.Contains(planned.Verdict.Checks, c => c is { Name: "path-exists", Passed: false } && c.Detail.Contains("us-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Admitted_nodes_without_a_compliant_way_are_given_up()
    {
        var nodes = Planning.Place("db", LabelExpression.In("jurisdiction", "DE", "FR", "US"));
        var way = Planning.Path("db", "api") with { Condition = new PathCondition { Switches = LabelExpression.In("trust", "high") } };
        var planned = Planning.Plan(Lab.Site, nodes, way);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal(["de-1", "de-2", "de-3"], planned.Plan!.Admitted["db"]);
        Assert.Empty(planned.Plan.Moves);
    }

    [Fact]
    public void A_preference_is_met_where_it_can_be_and_told_where_it_cannot()
    {
        var wish = Planning.Place("api", LabelExpression.In("jurisdiction", "FR")) with { PreferredPriority = 60 };
        var met = Planning.Plan(Lab.Site, wish);
        Assert.True(met.Verdict.Passed, Planning.Failures(met));
        Assert.Equal("fr-1", met.Plan!.Placement["api"]);
        Assert.Contains("\"weight\":60", met.Plan.Kubernetes.Single().Body.ToJsonString(), StringComparison.Ordinal);
        var unmet = Planning.Plan(Lab.Site, wish, Planning.Place("api", LabelExpression.In("jurisdiction", "DE")));
        Assert.True(unmet.Verdict.Passed, Planning.Failures(unmet));
        Assert.Contains("api is on de-2", Assert.Single(unmet.Plan!.UnmetPreferences), StringComparison.Ordinal);
    }

    private static string Required(PlannedIntent planned, string workload, string kind) =>
        planned.Plan!.Kubernetes.Single(m => m.Subject == workload).Body["spec"]!["template"]!["spec"]!["affinity"]![kind]!["requiredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString();
}
