using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

public class ServiceRefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \n ", "empty")]
    [InlineData("db\0 in Germany", "U+0000")]
    [InlineData("db \u001b[31min Germany", "U+001B")]
    public async Task Text_that_cannot_be_taken_is_refused_with_what_is_wrong(string text, string says)
    {
        var world = new World();
        var refused = await Assert.ThrowsAsync<IntentRefusedException>(() => world.Service.SubmitAsync(text, "ada", "chat", Token));
        Assert.Equal(IntentRefusal.BadText, refused.Reason);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Store.All());
    }

    [Fact]
    public void The_longest_text_is_counted_in_bytes()
    {
        Assert.Equal(32 * 1024, IntentText.Check(new string('a', 32 * 1024)).Length);
        Assert.Throws<IntentRefusedException>(() => IntentText.Check(new string('a', 32 * 1024 + 1)));
        Assert.Throws<IntentRefusedException>(() => IntentText.Check(new string('ü', 16 * 1024 + 1)));
        Assert.Contains("surrogate", Assert.Throws<IntentRefusedException>(() => IntentText.Check("db \ud800 in Germany")).Message, StringComparison.Ordinal);
        Assert.Equal("zwei\nZeilen 🙂", IntentText.Check(" zwei\nZeilen 🙂 "));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var world = new World();
        Func<Task>[] calls =
        [
            () => world.Service.ReplyAsync(9, "x", "ada", Token),
            () => world.Service.ApproveAsync(9, "00", "ada", Token),
            () => world.Service.DeclineAsync(9, null, "ada", Token),
            () => world.Service.WithdrawAsync(9, "ada", Token),
            () => world.Service.ReplanAsync(9, "ada", Token),
            () => world.Service.CancelAsync(9, "ada", Token),
        ];
        foreach (var call in calls) Assert.Equal(IntentRefusal.NotFound, (await Assert.ThrowsAsync<IntentRefusedException>(call)).Reason);
    }

    [Theory]
    [InlineData(IntentState.Received, "cancel,decline")]
    [InlineData(IntentState.Planning, "cancel,decline")]
    [InlineData(IntentState.Clarifying, "reply,decline")]
    [InlineData(IntentState.Planned, "cancel,decline")]
    [InlineData(IntentState.Verifying, "cancel,decline")]
    [InlineData(IntentState.Rejected, "reply,replan,decline")]
    [InlineData(IntentState.AwaitingApproval, "reply,decline")]
    [InlineData(IntentState.Declined, "decline")]
    [InlineData(IntentState.Stale, "reply,replan,decline")]
    [InlineData(IntentState.Enacting, "")]
    [InlineData(IntentState.Active, "reply,withdraw")]
    [InlineData(IntentState.Failed, "reply,replan,decline")]
    [InlineData(IntentState.Withdrawing, "")]
    [InlineData(IntentState.Withdrawn, "")]
    [InlineData(IntentState.Expired, "")]
    [InlineData(IntentState.Answered, "")]
    public async Task Each_state_takes_exactly_what_fits_it(IntentState state, string takes)
    {
        var taken = new List<string>();
        foreach (var (name, call) in new (string, Func<World, Task>)[]
        {
            ("reply", w => w.Service.ReplyAsync(1, "more", "ada", Token)),
            ("replan", w => w.Service.ReplanAsync(1, "ada", Token)),
            ("cancel", w => w.Service.CancelAsync(1, "ada", Token)),
            ("decline", w => w.Service.DeclineAsync(1, null, "ada", Token)),
            ("withdraw", w => w.Service.WithdrawAsync(1, "ada", Token)),
        })
        {
            var world = new World();
            await world.Store.AddAsync(id => new IntentRecord { Id = id, Text = "x", Author = "ada", State = state, CreatedAt = Planning.Now, Policy = new Policy([]) }, Token);
            try
            {
                await call(world);
                taken.Add(name);
            }
            catch (IntentRefusedException e)
            {
                Assert.Equal(IntentRefusal.WrongState, e.Reason);
                Assert.Contains(state.ToString(), e.Message, StringComparison.Ordinal);
                Assert.Equal(state, world.Get(1).State);
            }
        }

        Assert.Equal(takes.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), taken.Order());
    }

    [Fact]
    public async Task Cancelling_stops_the_planner_and_declines_the_intent()
    {
        var world = new World();
        var started = new TaskCompletionSource();
        world.Planner.Before = async t =>
        {
            started.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(t);
        };
        await world.Service.SubmitAsync("anything", "ada", "chat", Token);
        var job = world.Runtime.Jobs.PlanAsync(1, Token);
        await started.Task;
        await world.Service.CancelAsync(1, "ada", Token);
        await job;
        Assert.Equal(IntentState.Declined, world.Get(1).State);
    }

    [Fact]
    public async Task A_planner_that_fails_leaves_an_intent_that_can_be_planned_again()
    {
        var world = new World();
        world.Planner.Before = _ => throw new InvalidOperationException("no answer from the model");
        await world.Service.SubmitAsync("around", "ada", "chat", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.Rejected, world.Get(1).State);
        Assert.Contains("no answer from the model", world.Get(1).Note, StringComparison.Ordinal);
        world.Planner.Before = null;
        world.Planner.Means("around", Planning.Avoid("db", "api", "s2"));
        await world.Service.ReplanAsync(1, "ada", Token);
        await world.RunJobsAsync();
        Assert.Equal(IntentState.AwaitingApproval, world.Get(1).State);
    }
}
