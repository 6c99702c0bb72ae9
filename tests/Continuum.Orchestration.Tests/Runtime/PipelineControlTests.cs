using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>A pipeline moved by hand goes where the active intents allow it, after an approval, and stays there.</summary>
public class PipelineControlTests
{
    private static readonly Rule Europe = new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE", "FR") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Layout(World world) => world.Site.Now.Services.Single(s => s.Name == "triage") is var s ? LayoutText.Write(new PipelineLayout(s.Name, s.Head, s.Stages)) : "";

    // Every layer on one node of the jurisdiction that is not the one it has now.
    private static string Elsewhere(World world, string jurisdiction)
    {
        var service = world.Site.Now.Services.Single(s => s.Name == "triage");
        var node = world.Site.Now.Nodes.First(n => n.Labels.GetValueOrDefault(LabelKeys.Jurisdiction) == jurisdiction && n.Gpus.Count > 0 && !service.Stages.Any(s => s.Node == n.Name));
        return $"{node.Name}:0-{service.Stages[^1].Layers.Last}";
    }

    [Fact]
    public async Task A_bound_service_moves_by_an_approved_change_and_its_new_place_is_the_desired_state()
    {
        var world = new World();
        await world.MakeActiveAsync("triage in Europe", Europe);
        var to = Elsewhere(world, "FR");
        var checkedOnly = await world.Runtime.Pipelines.CheckAsync("triage", to, null, Token);
        Assert.True(checkedOnly.Verdict.Passed, string.Join("; ", checkedOnly.Verdict.Checks.Where(c => !c.Passed)));
        Assert.Null(world.Get(1).Change);

        var move = await world.Runtime.Pipelines.MoveAsync("triage", to, null, "ada", Token);
        Assert.Equal(1, move.IntentId);
        await world.RunJobsAsync();
        Assert.NotEqual(to, Layout(world));
        await world.ApproveAsync(1);
        Assert.True(world.Get(1) is { State: IntentState.Active, Change: null }, world.Get(1).Note);
        Assert.Equal(to, Layout(world));
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal(to, Layout(world));
        Assert.Empty(world.Get(1).Drift);
    }

    [Fact]
    public async Task Where_a_rule_forbids_the_node_nothing_is_asked_and_the_reason_names_it()
    {
        var world = new World();
        await world.MakeActiveAsync("triage in Europe", Europe);
        var before = Layout(world);
        var move = await world.Runtime.Pipelines.MoveAsync("triage", Elsewhere(world, "US"), null, "ada", Token);
        Assert.False(move.Verdict.Passed);
        Assert.Contains(move.Verdict.Checks, c => c is { Name: "layout-as-asked", Passed: false } && c.Detail.Contains("not allowed", StringComparison.Ordinal));
        Assert.Null(move.IntentId);
        Assert.Null(world.Get(1).Change);
        await world.RunJobsAsync();
        Assert.Equal(before, Layout(world));
    }

    [Fact]
    public async Task Setting_repair_for_changes_of_the_site_approves_no_move_by_hand()
    {
        var world = new World();
        await world.MakeActiveAsync("triage in Europe", Europe);
        await world.Settings.UpdateAsync(s => s with { OnSiteChange = DriftResponse.Repair }, Token);
        var before = Layout(world);
        await world.Runtime.Pipelines.MoveAsync("triage", Elsewhere(world, "FR"), null, "ada", Token);
        await world.RunJobsAsync();
        Assert.NotNull(world.Get(1).Change!.Plan);
        Assert.Null(world.Get(1).Change!.Approval);
        Assert.Equal(before, Layout(world));
    }

    [Fact]
    public async Task A_service_that_no_intent_binds_moves_at_once()
    {
        var world = new World();
        var to = Elsewhere(world, "FR");
        var move = await world.Runtime.Pipelines.MoveAsync("triage", to, null, "ada", Token);
        Assert.NotNull(move.Done);
        Assert.Equal(to, Layout(world));
        Assert.Contains(world.Audit.Lines, l => l.Kind == "reconfiguration");
    }

    [Theory]
    [InlineData("nobody", "x:0-1", "no service 'nobody'")]
    [InlineData("triage", "", "no stage")]
    [InlineData("triage", "mars:0-11", "no node 'mars'")]
    [InlineData("triage", "FIRST:1-11", "held by nobody")]
    [InlineData("triage", "FIRST:0-4", "held by nobody")]
    [InlineData("triage", "FIRST:0-99", "layers 0 to")]
    [InlineData("triage", "FIRST:0-4,SECOND:4-11", "held twice")]
    [InlineData("triage", "FIRST:0-4,FIRST:5-11", "named twice")]
    [InlineData("triage", "FIRST:a-b", "no stage")]
    public async Task What_is_no_layout_is_refused_with_what_was_found(string service, string to, string why)
    {
        var world = new World();
        var nodes = world.Site.Now.Nodes;
        var text = to.Replace("FIRST", nodes[0].Name, StringComparison.Ordinal).Replace("SECOND", nodes[1].Name, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<IntentRefusedException>(() => world.Runtime.Pipelines.MoveAsync(service, text, null, "ada", Token));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
