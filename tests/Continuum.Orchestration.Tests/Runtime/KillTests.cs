using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>
/// The process is killed after every single effect in turn: each write to a store or the journal, each flow rule, each
/// move. A new process over what was left must end in a state that is whole, and nothing may be lost.
/// </summary>
public class KillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Rule[] Everything =
    [
        Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")),
        Planning.Avoid("db", "api", "s2"),
        new ServiceRule { Services = Selector.ByName("chat"), Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE") },
    ];

    [Fact]
    public async Task Enactment_of_a_new_intent()
    {
        var (done, undone) = await AtEveryPointAsync(async world => await world.SayAsync("everything", Everything), world => world.ApproveAsync(1), IsActive);
        Assert.True(done > 100 && undone <= 2, "Only what was killed before the approval was stored is not finished.");
    }

    [Fact]
    public async Task Enactment_of_a_new_intent_on_a_site_that_changed_while_the_process_was_gone()
    {
        // de-2 takes nothing new any longer, so the plan that was begun is not the plan that would be made.
        var (done, undone) = await AtEveryPointAsync(
            async world => await world.SayAsync("everything", Everything),
            world => world.ApproveAsync(1),
            IsActive,
            world => world.Site.Change(s => s with { Nodes = [.. s.Nodes.Select(n => n.Name == "de-2" ? n with { Schedulable = false } : n)] }));
        Assert.True(undone > 50 && done > 0, $"{done} finished, {undone} taken back");
    }

    [Fact]
    public async Task Taking_back_an_enactment_that_failed()
    {
        var (done, undone) = await AtEveryPointAsync(
            async world =>
            {
                await world.SayAsync("everything", Everything);
                world.Serving.Aborts = true;
            },
            world => world.ApproveAsync(1),
            IsActive);
        Assert.True(done == 0 && undone > 100, $"{done} finished, {undone} taken back");
    }

    [Fact]
    public async Task Killed_again_and_again()
    {
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var world = new World(Room.Small());
            await world.SayAsync("everything", Everything);
            var before = Room.State(world);
            if (round % 3 == 0) world.Serving.Aborts = true;
            world.Plug.PullAfter(random.Next(10, 80));
            var dead = await KilledAsync(() => world.ApproveAsync(1));
            for (var life = 0; dead && life < 30; life++)
            {
                world.Start();
                world.Plug.PullAfter(random.Next(5, 40));
                dead = await KilledAsync(() => ResumeAsync(world));
            }

            world.Start();
            await ResumeAsync(world);
            Assert.Empty(world.Journal.Open());
            if (IsActive(world)) Room.IsAsPlanned(world, ActiveIntents.Desired(world.Store.All())!);
            else Assert.Equal(before, Room.State(world));
            Assert.Equal(round % 3 == 0 ? IntentState.Failed : IntentState.Active, world.Get(1).State);
        }
    }

    [Fact]
    public async Task Enactment_of_an_amendment() => await AtEveryPointAsync(
        async world =>
        {
            await world.MakeActiveAsync("first", Planning.Avoid("db", "api", "s2"), Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "US")));
            world.Planner.Means("rather", Everything[0], Everything[2], new IsolationRule { A = Selector.ByName("db"), B = Selector.ByName("api") });
            await world.Service.ReplyAsync(1, "rather", "ada", Token);
            await world.RunJobsAsync();
            Assert.True(world.Get(1).Change!.Verdict!.Passed);
        },
        world => world.ApproveAsync(1),
        world =>
        {
            var record = world.Get(1);
            Assert.Equal(IntentState.Active, record.State);
            return record.Policy!.Rules.Any(r => r is IsolationRule);
        });

    [Fact]
    public async Task Withdrawal() => await AtEveryPointAsync(
        async world =>
        {
            await world.MakeActiveAsync("stays", Planning.Avoid("db", "api", "s2"));
            await world.MakeActiveAsync("goes", Everything[0], Everything[2]);
            await world.Service.WithdrawAsync(2, "ada", Token);
            await world.RunJobsAsync();
        },
        world => world.ApproveAsync(2),
        world => world.Get(2).State == IntentState.Withdrawn);

    [Fact]
    public async Task Planning_of_a_new_intent()
    {
        for (var point = 0; ; point++)
        {
            var world = new World(Room.Small());
            world.Planner.Means("around", Planning.Avoid("db", "api", "s2"));
            world.Plug.PullAfter(point);
            var killed = await KilledAsync(async () =>
            {
                await world.Service.SubmitAsync("around", "ada", "chat", Token);
                await world.RunJobsAsync();
            });
            world.Start();
            await ResumeAsync(world);
            if (world.Store.All().Count > 0) Assert.Equal(IntentState.AwaitingApproval, world.Get(1).State);
            else Assert.True(point < 2, "An acknowledged text was lost.");
            if (!killed) return;
        }
    }

    private static async Task<(int Done, int Undone)> AtEveryPointAsync(
        Func<World, Task> prepare, Func<World, Task> act, Func<World, bool> isDone, Action<World>? whileDead = null)
    {
        var (done, undone, points) = (0, 0, 0);
        for (var point = 0; ; point++)
        {
            var world = new World(Room.Small());
            await prepare(world);
            var before = Room.State(world);
            world.Plug.PullAfter(point);
            var killed = await KilledAsync(() => act(world));
            if (killed) whileDead?.Invoke(world);
            world.Start();
            await ResumeAsync(world);

            Assert.Empty(world.Journal.Open());
            if (isDone(world))
            {
                done++;
                Room.IsAsPlanned(world, ActiveIntents.Desired(world.Store.All())!);
                Assert.All(world.Store.All().Where(r => r.State == IntentState.Active).SelectMany(r => r.Evidence), e => Assert.True(e.Holds, e.Observed));
            }
            else
            {
                undone++;
                Assert.Equal(before, Room.State(world));
            }

            points++;
            if (!killed) break;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{points} points: {done} finished, {undone} taken back or not begun");
        Assert.True(points > 20, "Too few points to be a test of anything.");
        return (done, undone);
    }

    private static bool IsActive(World world)
    {
        var record = world.Get(1);
        Assert.True(record.State is IntentState.Active or IntentState.AwaitingApproval or IntentState.Failed or IntentState.Stale, $"{record.State}: {record.Note}");
        return record.State == IntentState.Active;
    }

    private static async Task ResumeAsync(World world)
    {
        await world.Runtime.Jobs.ResumeAsync(Token);
        await world.RunJobsAsync();
    }

    private static async Task<bool> KilledAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (PulledException)
        {
            return true;
        }
    }
}
