using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>A service that real processes run: what they tell is shown, and nothing of it is simulated.</summary>
public sealed class ServiceRuntimeTests : IAsyncDisposable
{
    private static readonly PipelineLayout Target = new("llm", "n1", [new Stage("n1", new LayerRange(0, 5)), new Stage("n3", new LayerRange(6, 11))]);

    private readonly Runtime runtime = new();
    private readonly LabBench bench;

    public ServiceRuntimeTests() => bench = new LabBench(Lines.Triangle(), costs: true, runtime: runtime);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public void Figures_are_those_of_the_processes_and_none_are_made_up_before_they_tell_any()
    {
        bench.Telemetry.Advance();
        var before = Assert.Single(bench.Telemetry.Current.Services);
        Assert.Null(before.TtftP50Ms);
        Assert.Null(before.Running);
        runtime.Newest = before with { TtftP50Ms = 12.5, Running = 3, Stages = [new StageSample("n1", 0, 5, 0.4, 0.1)] };
        bench.Telemetry.Advance();
        Assert.Equal(runtime.Newest, Assert.Single(bench.Telemetry.Current.Services));
        runtime.On = false;
        bench.Telemetry.Advance();
        Assert.NotEqual(12.5, Assert.Single(bench.Telemetry.Current.Services).TtftP50Ms);
    }

    [Fact]
    public async Task A_move_is_done_by_the_processes_and_told_with_their_figures()
    {
        runtime.Move = async told =>
        {
            foreach (var step in (RuntimeStep[])[new(ReconfigurationState.Preparing), new(ReconfigurationState.Copying), new(ReconfigurationState.Copying, 1000), new(ReconfigurationState.Switching), new(ReconfigurationState.Committed)])
                await told(step);
            return new RuntimeMove(7, 3.21);
        };
        var done = await bench.Serving.ReconfigureAsync(Target, "intent 1", Token);
        Assert.False(done.Simulated);
        Assert.Equal(3.21, done.MeasuredPauseMs);
        Assert.Equal(1000, Assert.Single(done.RoundBytes));
        Assert.Equal(
            [ReconfigurationState.Proposed, ReconfigurationState.Preparing, ReconfigurationState.Copying, ReconfigurationState.Switching, ReconfigurationState.Committed, ReconfigurationState.Done],
            done.Steps.Select(s => s.State));
        Assert.Equal((Target, 7L), Assert.Single(await bench.Serving.ReadAsync(Token)) is var s ? (s.Layout, s.Epoch) : default);
    }

    [Fact]
    public async Task A_move_that_the_processes_refuse_is_aborted_and_the_layout_stays()
    {
        var before = Assert.Single(await bench.Serving.ReadAsync(Token));
        runtime.Move = _ => throw new DriverException("n3 has no memory left");
        await Assert.ThrowsAsync<DriverException>(() => bench.Serving.ReconfigureAsync(Target, "x", Token));
        Assert.Equal(before, Assert.Single(await bench.Serving.ReadAsync(Token)));
        var aborted = Assert.Single(bench.Serving.Reconfigurations);
        Assert.Equal(ReconfigurationState.Aborted, aborted.State);
        Assert.Contains("no memory", aborted.Error, StringComparison.Ordinal);
    }

    private sealed class Runtime : IServiceRuntime
    {
        public bool On { get; set; } = true;

        public ServiceSample? Newest { get; set; }

        public Func<Func<RuntimeStep, Task>, Task<RuntimeMove>>? Move { get; set; }

        public bool Runs(string service) => On;

        public ServiceSample? Sample(string service) => Newest;

        public Task<RuntimeMove> MoveAsync(PipelineLayout from, PipelineLayout to, Func<RuntimeStep, Task> onStep, CancellationToken cancellationToken) => Move!(onStep);
    }
}
