using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>The lab stands for a system that does not care whether a console runs: a start finds the world as it was.</summary>
public sealed class LabPersistenceTests : IDisposable
{
    private readonly TempFolder temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => temp.Dispose();

    private static FlowRule Rule(int priority, int destination, int? output, ulong datapath = 1) => new()
    {
        DatapathId = datapath,
        Priority = priority,
        Match = new FlowMatch { Destination = Lines.Ip(destination) },
        Output = output,
        Cookie = 7,
    };

    private static Manifest Manifest(string workload) => new(workload, new JsonObject
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = workload, ["namespace"] = "default" },
    });

    [Fact]
    public async Task Everything_that_was_done_to_it_is_found_again()
    {
        IReadOnlyList<FlowEntry> entries;
        Site before;
        long version;
        await using (var bench = await new LabBench(Lines.Triangle(), folder: temp.Path).StartAsync())
        {
            var own = (await bench.Fabric.ReadAsync(Token)).Entries.First(e => e.Rule.DatapathId == 2).Rule;
            await bench.Fabric.ApplyAsync(new FabricChange([Rule(1000, 3, 2), Rule(1000, 2, null, 3), Rule(1500, 1, 1, 3)], [own]), Token);
            await bench.Cluster.ApplyAsync(Manifest("web"), Token);
            await bench.Cluster.MoveAsync("web", ["n3"], Token);
            await bench.Serving.ReconfigureAsync(new PipelineLayout("llm", "n2", [new Stage("n2", new LayerRange(0, 11))]), "x", Token);
            await bench.Controls.SetLinkAsync("s1:1", false, Token);
            await bench.Controls.SetLabelAsync(LabElementKind.Link, "s1:2", "encrypted", "true", Token);
            await bench.Controls.SetLabelAsync(LabElementKind.Node, "n1", "jurisdiction", null, Token);
            await bench.Controls.SetLabelAsync(LabElementKind.Service, "llm", "data", "phi", Token);
            await bench.Controls.DrainAsync("n2", true, Token);
            await bench.Controls.SetNodeAsync("n1", false, Token);
            await LabBench.UntilAsync(() => bench.NodeOf("db") == "n3");
            bench.Telemetry.Advance();
            before = bench.Site;
            version = bench.Feed.Current.Version;
            entries = (await bench.Fabric.ReadAsync(Token)).Entries;
        }

        await using var again = await new LabBench(Lines.Triangle(), folder: temp.Path).StartAsync();
        var found = again.Site;
        Assert.Equal(before.Workloads.Select(w => (w.Name, w.Node)), found.Workloads.Select(w => (w.Name, w.Node)));
        Assert.Equal(before.Nodes.Select(n => (n.Name, n.Ready, n.Schedulable)), found.Nodes.Select(n => (n.Name, n.Ready, n.Schedulable)));
        Assert.Equal(before.Links.Select(l => (l.A, l.Up, l.Labels.GetValueOrDefault("encrypted"))), found.Links.Select(l => (l.A, l.Up, l.Labels.GetValueOrDefault("encrypted"))));
        Assert.False(found.FindNode("n1")!.Labels.ContainsKey("jurisdiction"));
        Assert.Equal("phi", found.Services[0].Labels["data"]);
        Assert.Equal(("n2", 2L), ((await again.Serving.ReadAsync(Token))[0] is var s ? (s.Layout.Head, s.Epoch) : default));
        Assert.Equal(ReconfigurationState.Done, Assert.Single(again.Serving.Reconfigurations).State);
        Assert.NotNull((await again.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Applied);
        Assert.True(again.Feed.Current.Version >= version);
        var tables = (await again.Fabric.ReadAsync(Token)).Entries;
        // The order of the baseline's own rules, which never overlap, may differ.
        Assert.Equal(entries.Select(e => e.Rule).ToHashSet(), tables.Select(e => e.Rule).ToHashSet());
        Assert.Equal(entries.Select(e => e.Rule).Where(r => r.Priority >= 1000), tables.Select(e => e.Rule).Where(r => r.Priority >= 1000));
        // Rules beyond the baseline keep their counters, to which the first traffic has been added; the baseline's begin anew.
        Assert.All(entries.Where(e => e.Rule.Cookie == 7).Zip(tables.Where(e => e.Rule.Cookie == 7)), p => Assert.InRange(p.First.Bytes, 0, p.Second.Bytes));
        Assert.Contains(entries, e => e.Rule.Cookie == 7 && e.Bytes > 0);
    }

    [Fact]
    public async Task Pods_that_waited_and_nodes_that_were_lost_go_on_being_looked_after()
    {
        await using (var bench = await new LabBench(Lines.Triangle(), LabOptions.Immediate with { Eviction = TimeSpan.FromHours(1) }, temp.Path).StartAsync())
        {
            await bench.Controls.SetNodeAsync("n1", false, Token);
            Assert.Equal("n1", bench.NodeOf("web"));
        }

        await using var again = await new LabBench(Lines.Triangle(), folder: temp.Path).StartAsync();
        await LabBench.UntilAsync(() => again.NodeOf("web") == "n3");
    }

    [Fact]
    public async Task Another_edition_of_the_site_begins_anew_and_the_old_one_is_kept()
    {
        await using (var bench = new LabBench(Lines.Triangle(), folder: temp.Path)) await bench.Controls.SetLinkAsync("s1:1", false, Token);
        await using (var other = new LabBench(Lines.Triangle() with { Timezone = "Europe/Berlin" }, folder: temp.Path)) Assert.True(other.Site.Links[0].Up);
        await using var again = new LabBench(Lines.Triangle(), folder: temp.Path);
        Assert.False(again.Site.Links[0].Up);
    }

    [Theory]
    [InlineData("{\"format\":1")]
    [InlineData("{\"format\":99}")]
    [InlineData("")]
    public async Task A_state_that_cannot_be_read_is_moved_aside(string text)
    {
        var path = LabStateFile.PathFor(temp.Path, Lines.Triangle());
        await File.WriteAllTextAsync(path, text, Token);
        Assert.Null(LabStateFile.Load(path, NullLogger.Instance));
        Assert.False(File.Exists(path));
        Assert.Equal(text, await File.ReadAllTextAsync(path + ".unreadable", Token));
    }

    [Fact]
    public async Task A_kill_at_any_moment_loses_nothing_that_a_driver_has_acknowledged()
    {
        var random = new Random(3);
        for (var round = 0; round < 5; round++)
        {
            using var child = Children.Start("live-lab", temp.Path);
            var acknowledged = new List<string>();
            for (var i = random.Next(1, 60); i > 0; i--) acknowledged.Add((await child.StandardOutput.ReadLineAsync(Token))!);
            child.Kill();
            while (await child.StandardOutput.ReadLineAsync(Token) is { } more)
            {
                // The last line may be torn.
                if (more.EndsWith('.')) acknowledged.Add(more);
            }

            await child.WaitForExitAsync(Token);
            await using var bench = new LabBench(Lines.Triangle(), folder: temp.Path);
            var priorities = (await bench.Fabric.ReadAsync(Token)).Entries.Select(e => e.Rule.Priority).ToHashSet();
            var last = acknowledged[^1].Split(' ');
            var step = int.Parse(last[1].TrimEnd('.'), CultureInfo.InvariantCulture);
            // Each step replaces the rule of the one before and moves web between n1 and n2: one of two neighbours is found, never a mixture.
            var found = Enumerable.Range(step, 2).Where(s => priorities.Contains(1000 + s)).ToList();
            Assert.NotEmpty(found);
            Assert.InRange(priorities.Count(p => p >= 1000), 1, 1);
            // web is moved before the rule of its step is put in place.
            Assert.Contains(bench.NodeOf("web"), (string[])[Target(found[^1]), Target(found[^1] + 1)]);
            Assert.Single(Directory.GetFiles(Path.Combine(temp.Path, "lab"), "*.json"));
        }
    }

    private static string Target(int step) => step % 2 == 0 ? "n1" : "n2";

    internal static async Task LiveAsync(string[] args)
    {
        await using var bench = new LabBench(Lines.Triangle(), folder: args[0]);
        var before = (await bench.Fabric.ReadAsync(default)).Entries.Select(e => e.Rule).Where(r => r.Priority >= 1000).ToList();
        var step = before.Count == 0 ? 0 : before.Max(r => r.Priority) - 1000;
        while (true)
        {
            step++;
            await bench.Cluster.MoveAsync("web", [Target(step)], default);
            var next = Rule(1000 + step, 3, 2);
            await bench.Fabric.ApplyAsync(new FabricChange([next], before), default);
            before = [next];
            Console.WriteLine($"step {step}.");
        }
    }
}
