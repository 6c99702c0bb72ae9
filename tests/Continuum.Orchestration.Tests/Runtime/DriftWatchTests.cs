using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;
using Continuum.Orchestration.Watch;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>The watch as it runs: driver events lead to a check by themselves.</summary>
public class DriftWatchTests
{
    private static readonly Rule Around = Planning.Avoid("db", "api", "s2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rogue_rule_is_removed_as_soon_as_the_driver_tells_of_it()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        using var reader = world.Feed.Subscribe(world.Feed.Newest)!;
        await world.Runtime.Watch.StartAsync(Token);
        var rogue = new FlowRule { DatapathId = 1, Priority = 40000, Match = new FlowMatch(), Output = 1 };
        world.Fabric.Tamper(r => r.Add(rogue), "s1", world.Time.GetUtcNow());
        await UntilAsync(world, reader, e => e is { Kind: "drift", Payload: DriftNotice { Drift.RepairedAt: not null } });
        await world.Runtime.Watch.StopAsync(Token);
        Assert.DoesNotContain(rogue, world.Fabric.Rules);
    }

    [Fact]
    public async Task What_happened_while_nobody_watched_is_found_at_the_start()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        world.Fabric.Tamper(r => r.RemoveAll(x => x.Priority > FlowPriority.Baseline), "s1", world.Time.GetUtcNow());
        world.Start();
        using var reader = world.Feed.Subscribe(world.Feed.Newest)!;
        await world.Runtime.Watch.StartAsync(Token);
        await UntilAsync(world, reader, e => e is { Kind: "drift", Payload: DriftNotice { Drift.RepairedAt: not null } });
        await world.Runtime.Watch.StopAsync(Token);
        Assert.Equal(world.Get(1).Plan!.FlowRules.Count, world.PlanRules.Count);
    }

    [Fact]
    public async Task A_pause_that_is_over_is_written_down_and_what_waited_is_repaired()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        await world.Runtime.Enforcement.PauseAsync(TimeSpan.FromMinutes(1), "root", "test", Token);
        using var reader = world.Feed.Subscribe(world.Feed.Newest)!;
        await world.Runtime.Watch.StartAsync(Token);
        world.Fabric.Tamper(r => r.RemoveAll(x => x.Priority > FlowPriority.Baseline), "s1", world.Time.GetUtcNow());
        await UntilAsync(world, reader, e => e.Kind == "drift");
        Assert.Empty(world.PlanRules);
        await AdvanceUntilAsync(world, reader, TimeSpan.FromSeconds(61), e => e is { Kind: "drift", Payload: DriftNotice { Drift.RepairedAt: not null } });
        await world.Runtime.Watch.StopAsync(Token);
        Assert.Null(world.Settings.Current.Pause);
        Assert.NotEmpty(world.PlanRules);
    }

    [Fact]
    public async Task A_window_begins_when_it_is_due_without_any_event()
    {
        var world = new World();
        await world.MakeActiveAsync("later", Around with { } is PathRule p ? p with { Validity = new Validity(Planning.Now.AddHours(1), null) } : Around);
        using var reader = world.Feed.Subscribe(world.Feed.Newest)!;
        await world.Runtime.Watch.StartAsync(Token);
        await AdvanceUntilAsync(world, reader, TimeSpan.FromHours(1), e => e is { Kind: "intent", Payload: IntentRecord { Change.Kind: ChangeKind.Replan } });
        await world.Runtime.Watch.StopAsync(Token);
        await world.RunJobsAsync();
        Assert.NotEmpty(world.PlanRules);
    }

    private static async Task UntilAsync(World world, EventReader reader, Func<ConsoleEvent, bool> found)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            while (!found(await reader.Reader.ReadAsync(patience.Token)))
            {
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not come. Log: {string.Join(Environment.NewLine, world.Log.Lines)}");
        }
    }

    // The loop sets its timer at a moment of its own, so that time is moved on again until it has seen it.
    private static async Task AdvanceUntilAsync(World world, EventReader reader, TimeSpan by, Func<ConsoleEvent, bool> found)
    {
        var reached = UntilAsync(world, reader, found);
        while (!reached.IsCompleted)
        {
            world.Time.Advance(by);
            await Task.WhenAny(reached, Task.Delay(20, Token));
        }

        await reached;
    }
}
