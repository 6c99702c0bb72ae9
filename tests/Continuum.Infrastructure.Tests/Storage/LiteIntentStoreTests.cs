using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Lifecycle;
using Microsoft.Extensions.Time.Testing;

namespace Continuum.Infrastructure.Tests.Storage;

public sealed class LiteIntentStoreTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => temp.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_count_from_1_and_go_on_after_a_restart()
    {
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            var store = new LiteIntentStore(database, time);
            Assert.Equal(1, (await store.AddAsync(id => Intents.New(id), Token)).Id);
            Assert.Equal(2, (await store.AddAsync(id => Intents.New(id), Token)).Id);
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        Assert.Equal(3, (await new LiteIntentStore(again, time).AddAsync(id => Intents.New(id), Token)).Id);
    }

    [Fact]
    public async Task Concurrent_adds_get_ids_without_gaps()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var store = new LiteIntentStore(database, time);
        var added = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => store.AddAsync(id => Intents.New(id), Token))));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), added.Select(a => a.Id).Order());
        Assert.Equal(added.Select(a => a.Id).Order(), store.All().Select(a => a.Id));
    }

    [Fact]
    public async Task Concurrent_updates_lose_nothing_and_count_versions()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var store = new LiteIntentStore(database, time);
        await store.AddAsync(id => Intents.New(id, ""), Token);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => store.UpdateAsync(1, r => r with { Text = r.Text + "x" }, Token))));
        Assert.Equal(100, store.Find(1)!.Text.Length);
        Assert.Equal(101, store.Find(1)!.Version);
    }

    [Fact]
    public async Task Null_leaves_the_record_and_calls_nobody()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var seen = new List<long>();
        var store = new LiteIntentStore(database, time, r => seen.Add(r.Version));
        await store.AddAsync(id => Intents.New(id), Token);
        Assert.Equal(1, (await store.UpdateAsync(1, _ => null, Token)).Version);
        Assert.Equal(2, (await store.UpdateAsync(1, r => r with { Note = "a" }, Token)).Version);
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task A_function_that_throws_changes_nothing_and_its_neighbours_go_on()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var store = new LiteIntentStore(database, time);
        await store.AddAsync(id => Intents.New(id), Token);
        var bad = store.UpdateAsync(1, _ => throw new InvalidOperationException("no"), Token);
        var good = store.UpdateAsync(1, r => r with { Note = "good" }, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal(("good", 2L), ((await good).Note, store.Find(1)!.Version));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => store.UpdateAsync(7, r => r, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.UpdateAsync(1, r => r with { Id = 2 }, Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.UpdateAsync(1, r => r with { Note = "late" }, new CancellationToken(true)));
        Assert.Equal("good", store.Find(1)!.Note);
    }

    [Fact]
    public async Task A_full_story_is_read_back_as_it_was()
    {
        IntentRecord stored;
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            var store = new LiteIntentStore(database, time);
            stored = await store.AddAsync(id => Intents.New(id) with
            {
                State = IntentState.AwaitingApproval,
                Policy = new Policy([new PlacementRule { Subjects = Selector.ByName("a"), Nodes = LabelExpression.In("jurisdiction", "DE") }]),
                Plan = new Plan
                {
                    Hash = "h",
                    Kubernetes = [new Manifest("a", new() { ["kind"] = "Deployment" })],
                    FlowRules = [new FlowRule { DatapathId = ulong.MaxValue, Priority = 1000, Match = new() { Source = IPv4.Parse("10.0.0.1"), Protocol = IpProtocol.Tcp } }],
                    Pipelines = [new PipelineLayout("s", "n", [new Stage("n", new LayerRange(0, 11))])],
                    Moves = [new Move("a", null, "n", true)],
                    Admitted = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["n"] },
                    Placement = new Dictionary<string, string> { ["a"] = "n" },
                },
            }, Token);
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        var read = new LiteIntentStore(again, time).Find(1)!;
        Assert.Equal(stored.Policy, read.Policy);
        Assert.Equal(stored.Plan!.FlowRules, read.Plan!.FlowRules);
        Assert.Equal(stored.Plan.Pipelines, read.Plan.Pipelines);
        Assert.Equal("Deployment", read.Plan.Kubernetes[0].Body["kind"]!.GetValue<string>());
    }
}
