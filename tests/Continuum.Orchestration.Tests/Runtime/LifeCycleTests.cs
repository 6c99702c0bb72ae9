using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

public class LifeCycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_intent_goes_from_words_to_proof()
    {
        var world = new World();
        var record = await world.SayAsync("db to api around s2", Planning.Avoid("db", "api", "s2"));
        Assert.Equal(IntentState.AwaitingApproval, record.State);
        Assert.True(record.Verdict!.Passed);
        Assert.Single(record.Words);
        Assert.Empty(world.PlanRules);

        await world.ApproveAsync(record.Id);
        record = world.Get(record.Id);
        Assert.True(record.State == IntentState.Active, record.Note);
        Assert.Equal(record.Plan!.FlowRules.Count, world.PlanRules.Count);
        Assert.NotNull(record.ProvenAt);
        Assert.All(record.Evidence, e => Assert.True(e.Holds, $"{e.Subject}: {e.Observed}"));
        Assert.Contains(record.Evidence, e => e.Kind == "packet-walk" && e.Observed.Contains("s4", StringComparison.Ordinal));
        Assert.Equal(
            [IntentState.Received, IntentState.Planning, IntentState.Planned, IntentState.Verifying, IntentState.AwaitingApproval, IntentState.Enacting, IntentState.Active],
            record.States.Select(s => s.State));
        Assert.Subset(world.Audit.Lines.Select(l => l.Kind).ToHashSet(), new HashSet<string> { "message", "policy", "plan", "verdict", "approval", "step", "evidence" });
        Assert.Contains(world.Feed.History(), e => e.Kind == "intent-progress");
    }

    [Fact]
    public async Task A_workload_moves_to_where_it_may_stand_and_its_manifest_says_so_first()
    {
        var world = new World();
        await world.MakeActiveAsync("web in Germany", Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        Assert.StartsWith("de-", world.Site.Now.Workloads.Single(w => w.Name == "web").Node, StringComparison.Ordinal);
        Assert.Contains("web", world.Cluster.Applied.Keys);
        var steps = world.Get(1).Steps.Select(s => s.Title).ToList();
        Assert.True(steps.FindIndex(s => s.StartsWith("Apply", StringComparison.Ordinal)) < steps.FindIndex(s => s.StartsWith("Move web", StringComparison.Ordinal)));
    }
}
