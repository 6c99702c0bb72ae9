using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.Scheduling;

public class SchedulerTests
{
    private static readonly SchedulerOptions Options = new()
    {
        ContextLength = 200,
        EosTokens = [0],
        MaxBatchTokens = 24,
        PrefillChunk = 10,
        MaxRunning = 5,
        MaxWaiting = 50,
    };

    /// <summary>
    /// Random loads on a pool too small for them, with cancellations, lost micro-batches and several on their way: every request
    /// gets the tokens it would get alone, or a beginning of them if it was cancelled, and the pool is whole at the end.
    /// </summary>
    [Property(MaxTest = 150)]
    public Property EveryRequestGetsItsTokens() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var run = new SchedulerRun(new Scheduler(Options, new KvAllocator(random.Next(14, 30))) { Spread = random.Next(1, 4) }, random);
        run.Play(requests: random.Next(1, 12), depth: random.Next(1, 4), cancelShare: 0.1, lossShare: 0.05);
        run.CheckOutputs();
    });

    [Fact]
    public void AFullPoolPreemptsTheYoungest()
    {
        var pool = new KvAllocator(14);
        var scheduler = new Scheduler(Options, pool);
        var run = new SchedulerRun(scheduler, new Random(1));
        for (var i = 0; i < 4; i++) run.Submit([.. Enumerable.Range(1, 20)], 90, "");
        run.Drain(1);
        run.CheckOutputs();
        Assert.True(scheduler.Preemptions > 0);
        Assert.True(pool.IsWhole);
    }

    [Fact]
    public void DuringAReconfigurationNobodyLosesBlocks()
    {
        var pool = new KvAllocator(14);
        var scheduler = new Scheduler(Options, pool) { MayPreempt = false };
        var run = new SchedulerRun(scheduler, new Random(1));
        for (var i = 0; i < 4; i++) run.Submit([.. Enumerable.Range(1, 20)], 90, "");
        while (run.Step(1)) { }
        Assert.Equal(0, scheduler.Preemptions);
        scheduler.MayPreempt = true;
        run.Drain(1);
        run.CheckOutputs();
    }

    [Fact]
    public void ALongPromptDoesNotStopOthers()
    {
        var scheduler = new Scheduler(Options, new KvAllocator(40));
        var run = new SchedulerRun(scheduler, new Random(1));
        run.Submit([5], 50, "");
        run.Step(1);
        run.Submit([.. Enumerable.Range(1, 100)], 5, "");
        var batch = scheduler.Next()!;
        Assert.Equal([1, Options.PrefillChunk], batch.Slices.Select(s => s.Count));
        Assert.Equal([1, 0], batch.Slices.Select(s => s.LogitRows));
    }

    [Fact]
    public void TenantsShareFairly()
    {
        var scheduler = new Scheduler(Options with { MaxRunning = 1 }, new KvAllocator(40));
        var run = new SchedulerRun(scheduler, new Random(1));
        for (var i = 0; i < 10; i++) run.Submit([1, 2, 3], 5, "greedy");
        for (var i = 0; i < 3; i++) run.Submit([1, 2, 3], 5, "modest");
        run.Drain(1);
        var order = run.FinishOrder.Select(s => s.Request.Tenant).ToList();
        Assert.True(order.LastIndexOf("modest") <= 6, string.Join(' ', order));
    }

    [Fact]
    public void SeveralMicroBatchesShareTheSequences()
    {
        var scheduler = new Scheduler(Options, new KvAllocator(40)) { Spread = 2 };
        var run = new SchedulerRun(scheduler, new Random(1));
        for (var i = 0; i < 4; i++) run.Submit([1, 2], 50, "");
        run.Step(1);
        Assert.Equal(2, scheduler.Next()!.Slices.Count);
        Assert.Equal(2, scheduler.Next()!.Slices.Count);
        Assert.Null(scheduler.Next());
    }

    [Fact]
    public void BadRequestsAreRefusedWithNumbers()
    {
        var scheduler = new Scheduler(Options with { MaxWaiting = 1 }, new KvAllocator(4));
        string Refusal(int tokens) => Assert.Throws<ArgumentException>(() => scheduler.Enqueue(Request(new int[tokens]))).Message;
        Assert.Contains("no token", Refusal(0));
        Assert.Contains("200", Refusal(200));
        Assert.Contains("64", Refusal(70));
        scheduler.Enqueue(Request([1]));
        Assert.True(Assert.Throws<QueueFullException>(() => scheduler.Enqueue(Request([1]))).RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public void ASequenceEndsWhereThePoolEnds()
    {
        var pool = new KvAllocator(2);
        var run = new SchedulerRun(new Scheduler(Options, pool), new Random(1));
        run.Submit([1, 2, 3], 199, "");
        run.Drain(1);
        Assert.Equal(FinishReason.Length, run.FinishOrder.Single().Finish);
        Assert.Equal(32, run.FinishOrder.Single().Tokens.Count);
        Assert.True(pool.IsWhole);
    }

    private static GenerationRequest Request(int[] prompt) => new("r", prompt, new SamplingParameters());
}
