using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>Conversations, follow-ups, amendments, withdrawals and validity windows.</summary>
public class ChangeTests
{
    private static readonly PathRule Around = Planning.Avoid("db", "api", "s2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_answered_in_the_same_intent()
    {
        var world = new World();
        world.Planner.Means("Germany", Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        world.Planner.Means("vague", r => new Understanding { Kind = UnderstandingKind.Clarify, Planner = "fake", Question = new Question("Where?", ["Germany", "France"]) });
        await world.Service.SubmitAsync("vague", "ada", "chat", Token);
        await world.RunJobsAsync();
        var id = world.Store.All()[^1].Id;
        Assert.Equal(IntentState.Clarifying, world.Get(id).State);
        await world.Service.ReplyAsync(id, "Germany", "ada", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.AwaitingApproval, world.Get(id).State);
        var request = world.Planner.Requests[^1];
        Assert.Equal("Germany", request.Text);
        Assert.Equal(["vague", "Where?"], request.Turns.Select(t => t.Text));
        Assert.Equal("Where?", request.OpenQuestion!.Text);
    }

    [Fact]
    public async Task A_question_of_the_operator_is_answered_and_changes_nothing()
    {
        var world = new World();
        world.Planner.Means("what runs on de-1?", _ => new Understanding { Kind = UnderstandingKind.Answer, Planner = "fake", Answer = new Answer("db runs there.", []) });
        await world.Service.SubmitAsync("what runs on de-1?", "ada", "chat", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Answered, world.Get(1).State);
        Assert.Equal("db runs there.", world.Get(1).Turns[^1].Text);
    }

    [Fact]
    public async Task Undo_that_becomes_a_withdrawal_of_the_intent_it_means_and_is_enacted_only_when_approved()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        world.Planner.Means("undo that", r => new Understanding { Kind = UnderstandingKind.Withdraw, Planner = "fake", Target = r.Active[^1].Id });
        await world.Service.SubmitAsync("undo that", "ada", "chat", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Answered, world.Get(2).State);
        Assert.Equal(1, world.Get(2).BecameChangeOf);
        Assert.Equal(ChangeKind.Withdraw, world.Get(1).Change!.Kind);
        Assert.NotEmpty(world.PlanRules);
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Withdrawn, world.Get(1).State);
        Assert.Empty(world.PlanRules);
        Assert.Null(world.Get(1).Change);
    }

    [Fact]
    public async Task An_amendment_replaces_the_policy_once_approved()
    {
        var world = new World();
        await world.MakeActiveAsync("around s2", Around);
        world.Planner.Means("around s4 too", Planning.Avoid("db", "api", "s5"));
        await world.Service.ReplyAsync(1, "around s4 too", "ada", Token);
        await world.RunJobsAsync();
        Assert.Equal(Around, world.Get(1).Policy!.Rules[0]);
        await world.ApproveAsync(1);
        var record = world.Get(1);
        Assert.True(record.State == IntentState.Active, record.Note);
        Assert.NotEqual(Around, record.Policy!.Rules[0]);
        Assert.Equal(record.Plan!.FlowRules.Count, world.PlanRules.Count);
        Assert.All(record.Evidence, e => Assert.True(e.Holds, e.Observed));
    }

    [Fact]
    public async Task An_enactment_that_fails_is_taken_back_and_says_so()
    {
        var world = new World();
        var before = Room.State(world);
        var record = await world.SayAsync("both", Around, Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        world.Cluster.MoveFault = (_, node) => node == "us-1" ? null : new Orchestration.Drivers.DriverException("no room on that node");
        await world.ApproveAsync(1);
        record = world.Get(1);
        Assert.Equal(IntentState.Failed, record.State);
        Assert.Contains("no room on that node", record.Note, StringComparison.Ordinal);
        Assert.Equal(before, Room.State(world));
        Assert.Contains(record.Steps, s => s.State == StepState.Undone);
        world.Cluster.MoveFault = null;
        await world.Service.ReplanAsync(1, "ada", Token);
        await world.RunJobsAsync();
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Active, world.Get(1).State);
    }

    [Fact]
    public async Task A_change_that_fails_leaves_the_intent_active_as_it_was()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        var before = Room.State(world);
        world.Planner.Means("web too", Around, Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        await world.Service.ReplyAsync(1, "web too", "ada", Token);
        await world.RunJobsAsync();
        world.Cluster.MoveFault = (_, node) => node == "us-1" ? null : new Orchestration.Drivers.DriverException("no room");
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Active, world.Get(1).State);
        Assert.Contains("no room", world.Get(1).Note, StringComparison.Ordinal);
        Assert.Single(world.Get(1).Policy!.Rules);
        Assert.Equal(before, Room.State(world));
    }

    [Fact]
    public async Task A_step_that_does_not_end_in_time_fails_and_is_taken_back()
    {
        var world = new World();
        var before = Room.State(world);
        await world.SayAsync("web", Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        var reached = new TaskCompletionSource();
        world.Cluster.MoveDelay = (_, node) =>
        {
            if (node == "us-1") return Task.CompletedTask;
            reached.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        await world.Service.ApproveAsync(1, world.Get(1).Plan!.Hash, "ada", Token);
        var job = world.RunJobsAsync();
        await reached.Task;
        world.Time.Advance(world.Settings.Current.StepTimeout + TimeSpan.FromSeconds(1));
        await job;
        Assert.Equal(IntentState.Failed, world.Get(1).State);
        Assert.Equal(before, Room.State(world));
    }

    [Fact]
    public async Task A_window_begins_and_ends_by_verified_changes_that_need_nobody()
    {
        var world = new World();
        var window = new Validity(Planning.Now.AddHours(1), Planning.Now.AddHours(2));
        var record = await world.SayAsync("around for an hour", Around with { Validity = window });
        Assert.NotEmpty(record.Plan!.FlowRules);
        await world.ApproveAsync(1);
        record = world.Get(1);
        Assert.True(record.State == IntentState.Active, record.Note);
        Assert.Empty(world.PlanRules);

        world.Time.Advance(TimeSpan.FromMinutes(59));
        await world.SweepAsync();
        await world.RunJobsAsync();
        Assert.Empty(world.PlanRules);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SweepAsync();
        await world.RunJobsAsync();
        record = world.Get(1);
        Assert.Empty(record.Drift);
        Assert.True(record.State == IntentState.Active && record.Change is null, $"{record.State} {record.Change} {record.Note} {string.Join(' ', record.Drift)}");
        Assert.NotEmpty(world.PlanRules);
        Assert.Contains(record.Evidence, e => e.Kind == "packet-walk");

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.SweepAsync();
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Expired, world.Get(1).State);
        Assert.Empty(world.PlanRules);
        Assert.Contains(world.Audit.Lines, l => l.Kind == "verdict" && l.Sequence > 10);
    }

    [Fact]
    public async Task A_window_whose_beginning_was_missed_leaks_nothing_until_it_is_enacted()
    {
        var world = new World();
        await world.SayAsync("around later", Around with { Validity = new Validity(Planning.Now.AddHours(1), null) });
        await world.ApproveAsync(1);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.SweepAsync();
        Assert.NotEmpty(world.Get(1).Drift);
        Assert.NotEmpty(world.PlanRules);
        Assert.All(world.PlanRules, r => Assert.Null(r.Output));
        await world.RunJobsAsync();
        await world.SweepAsync();
        Assert.Contains(world.PlanRules, r => r.Output is not null);
        Assert.All(world.Get(1).Drift, d => Assert.NotNull(d.RepairedAt));
        Assert.Equal(world.Get(1).Plan!.FlowRules.Count, world.PlanRules.Count);
    }

    [Fact]
    public async Task When_one_of_two_windows_ends_the_other_rule_stays()
    {
        var world = new World();
        await world.MakeActiveAsync("both", Around with { Validity = new Validity(null, Planning.Now.AddHours(1)) }, Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        Assert.NotEmpty(world.PlanRules);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.SweepAsync();
        await world.RunJobsAsync();
        var record = world.Get(1);
        Assert.Equal(IntentState.Active, record.State);
        Assert.IsType<PlacementRule>(Assert.Single(record.Policy!.Rules));
        Assert.Empty(world.PlanRules);
        Assert.Contains("db", world.Cluster.Applied.Keys);
    }

    [Fact]
    public async Task The_desired_state_is_that_of_the_newest_enactment_whoever_asked_for_it()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        await world.MakeActiveAsync("apart", new IsolationRule { A = Selector.ByName("db"), B = Selector.ByName("cam") });
        await world.Service.WithdrawAsync(1, "ada", Token);
        await world.RunJobsAsync();
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Withdrawn, world.Get(1).State);
        var desired = ActiveIntents.Desired(world.Store.All())!;
        Assert.Equal(world.PlanRules.Count, desired.FlowRules.Count);
        Assert.All(desired.FlowRules, r => Assert.Null(r.Output));
        await world.SweepAsync();
        Assert.Empty(world.Get(2).Drift);
    }
}
