using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

public class ApprovalTests
{
    private static readonly Rule Around = Planning.Avoid("db", "api", "s2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approving_twice_is_one_approval()
    {
        var world = new World();
        var record = await world.SayAsync("around", Around);
        var hash = record.Plan!.Hash;
        await world.Service.ApproveAsync(1, hash, "ada", Token);
        await world.Service.ApproveAsync(1, hash, "bob", Token);
        await world.RunJobsAsync();
        record = await world.Service.ApproveAsync(1, hash, "eve", Token);
        await world.RunJobsAsync();
        Assert.Equal("ada", record.Approval!.Actor);
        Assert.Single(world.Audit.Lines, l => l.Kind == "approval");
        Assert.Single(world.Get(1).States, s => s.State == IntentState.Enacting);
    }

    [Fact]
    public async Task Another_hash_is_refused_and_names_the_plan_to_look_at()
    {
        var world = new World();
        var record = await world.SayAsync("around", Around);
        var refused = await Assert.ThrowsAsync<IntentRefusedException>(() => world.Service.ApproveAsync(1, "00ff", "ada", Token));
        Assert.Equal(IntentRefusal.StaleHash, refused.Reason);
        Assert.Contains(record.Plan!.Hash[..12], refused.Message, StringComparison.Ordinal);
        Assert.Null(world.Get(1).Approval);
    }

    [Fact]
    public async Task A_plan_for_a_site_that_changed_goes_stale_when_it_is_approved_and_can_be_planned_afresh()
    {
        var world = new World();
        var record = await world.SayAsync("around", Around);
        world.Site.Change(s => s with { Switches = [.. s.Switches.Select(w => w.Name == "s6" ? w with { Labels = new Dictionary<string, string> { ["trust"] = "low" } } : w)] });
        var refused = await Assert.ThrowsAsync<IntentRefusedException>(() => world.Service.ApproveAsync(1, record.Plan!.Hash, "ada", Token));
        Assert.Equal(IntentRefusal.StaleHash, refused.Reason);
        Assert.Equal(IntentState.Stale, world.Get(1).State);
        await world.Service.ReplanAsync(1, "ada", Token);
        await world.RunJobsAsync();
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Active, world.Get(1).State);
    }

    [Fact]
    public async Task A_site_that_changes_between_approval_and_enactment_stops_it_before_the_first_step()
    {
        var world = new World();
        var record = await world.SayAsync("around", Around);
        await world.Service.ApproveAsync(1, record.Plan!.Hash, "ada", Token);
        world.Site.Change(s => s with { Links = [.. s.Links.Select(l => l.Name == "s1<->s4" ? l with { LatencyMs = 3 } : l)] });
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Stale, world.Get(1).State);
        Assert.Null(world.Get(1).Approval);
        Assert.Equal(0, world.Fabric.Changes);
    }

    [Fact]
    public async Task Two_plans_made_side_by_side_are_not_both_enacted_unseen()
    {
        var world = new World();
        var first = await world.SayAsync("around", Around);
        var second = await world.SayAsync("web", Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "US")));
        await world.Service.ApproveAsync(1, first.Plan!.Hash, "ada", Token);
        await world.Service.ApproveAsync(2, second.Plan!.Hash, "ada", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Active, world.Get(1).State);
        Assert.Equal(IntentState.Stale, world.Get(2).State);
        await world.Service.ReplanAsync(2, "ada", Token);
        await world.RunJobsAsync();
        await world.ApproveAsync(2);
        Assert.Equal(IntentState.Active, world.Get(2).State);
        Assert.Equal(world.Get(2).Plan!.FlowRules.Count, world.PlanRules.Count);
        Assert.NotEmpty(world.PlanRules);
    }

    [Fact]
    public async Task A_rejected_plan_cannot_be_approved()
    {
        var world = new World();
        var record = await world.SayAsync("japan", Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "JP")));
        Assert.Equal(IntentState.Rejected, record.State);
        Assert.NotNull(record.Note);
        var refused = await Assert.ThrowsAsync<IntentRefusedException>(() => world.Service.ApproveAsync(1, "00", "ada", Token));
        Assert.Equal(IntentRefusal.WrongState, refused.Reason);
    }

    [Theory]
    [InlineData("path", false, false, true)]
    [InlineData("placement", false, false, false)]
    [InlineData("path", true, false, false)]
    [InlineData("path", false, true, false)]
    public async Task Automatic_approval_takes_the_kinds_that_are_set_and_nothing_assumed_or_unmapped(string kind, bool unmapped, bool assumed, bool automatic)
    {
        var world = new World();
        await world.Settings.UpdateAsync(s => s with { AutoApprove = [Enum.Parse<RuleKind>(kind, ignoreCase: true)] }, Token);
        world.Planner.Means("around", _ => new Understanding
        {
            Kind = UnderstandingKind.Policy,
            Planner = "fake",
            Policy = new Policy([Around]),
            Unmapped = unmapped ? [new TextSpan(0, 3)] : [],
            Assumptions = assumed ? ["US-run means jurisdiction US"] : [],
        });
        await world.Service.SubmitAsync("around", "ada", "chat", Token);
        await world.RunJobsAsync();
        Assert.Equal(automatic ? IntentState.Active : IntentState.AwaitingApproval, world.Get(1).State);
        Assert.Equal(automatic ? true : null, world.Get(1).Approval?.Automatic);
    }

    [Fact]
    public async Task Declining_ends_an_intent_and_drops_a_change()
    {
        var world = new World();
        await world.SayAsync("around", Around);
        await world.Service.DeclineAsync(1, "not now", "ada", Token);
        Assert.Equal(IntentState.Declined, world.Get(1).State);
        Assert.Equal("not now", world.Get(1).Note);

        await world.MakeActiveAsync("around again", Around);
        await world.Service.WithdrawAsync(2, "ada", Token);
        await world.RunJobsAsync();
        Assert.NotNull(world.Get(2).Change!.Plan);
        await world.Service.DeclineAsync(2, null, "ada", Token);
        Assert.Null(world.Get(2).Change);
        Assert.Equal(IntentState.Active, world.Get(2).State);
        Assert.NotEmpty(world.PlanRules);
    }
}
