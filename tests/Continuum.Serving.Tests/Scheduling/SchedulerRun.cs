using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Scheduling;

/// <summary>
/// A scheduler over a made-up model: the next token is a function of all tokens before it, and the "cache" remembers which
/// token every block slot was computed from, so that a wrong position, block or order is noticed.
/// </summary>
internal sealed class SchedulerRun(Scheduler scheduler, Random random)
{
    private readonly Dictionary<(KvBlock Block, int Slot), int> cache = [];
    private readonly Queue<MicroBatch> flying = new();
    private readonly Dictionary<Sequence, List<int>> outputs = [];

    public List<Sequence> FinishOrder { get; } = [];

    public Sequence Submit(int[] prompt, int maxTokens, string tenant)
    {
        var sequence = scheduler.Enqueue(new GenerationRequest($"{outputs.Count}", prompt, new SamplingParameters { MaxTokens = maxTokens }, tenant));
        outputs.Add(sequence, []);
        return sequence;
    }

    public void Play(int requests, int depth, double cancelShare, double lossShare)
    {
        while (requests > 0 || scheduler.RunningCount + scheduler.WaitingCount > 0)
        {
            if (requests > 0 && random.Next(3) == 0)
            {
                requests--;
                Submit([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(1, 100))], random.Next(1, 60), $"t{random.Next(3)}");
            }
            if (random.NextDouble() < cancelShare && outputs.Count > 0)
            {
                var victim = outputs.Keys.ElementAt(random.Next(outputs.Count));
                if (scheduler.Cancel(victim)) FinishOrder.Add(victim);
            }
            Step(depth, lossShare);
        }
    }

    public void Drain(int depth)
    {
        for (var steps = 0; scheduler.RunningCount + scheduler.WaitingCount > 0; steps++)
        {
            Assert.True(steps < 10_000, "The scheduler makes no progress.");
            Step(depth);
        }
    }

    /// <summary>Issues what fits and takes the oldest micro-batch back; false if there was nothing to do.</summary>
    public bool Step(int depth, double lossShare = 0)
    {
        while (flying.Count < depth && scheduler.Next() is { } batch)
        {
            Assert.True(batch.TokenCount <= 24);
            Assert.Equal(batch.Slices.Count, batch.Slices.Select(s => s.Sequence).Distinct().Count());
            flying.Enqueue(batch);
        }
        if (!flying.TryDequeue(out var landed)) return false;
        var events = random.NextDouble() < lossShare
            ? scheduler.Fail(landed, true, "lost")
            : scheduler.Complete(landed, [.. landed.Slices.Select(Compute).Where(token => token >= 0)]);
        foreach (var (sequence, generated) in events)
        {
            Assert.Equal(outputs[sequence].Count, generated.Index);
            if (generated.Token is { } token) outputs[sequence].Add(token);
            if (generated.Finish is not null) FinishOrder.Add(sequence);
        }
        return true;
    }

    public void CheckOutputs()
    {
        Assert.Equal(outputs.Count, FinishOrder.Distinct().Count());
        Assert.Equal(outputs.Count, FinishOrder.Count);
        foreach (var (sequence, output) in outputs)
        {
            var expected = Alone(sequence.Request);
            if (sequence.Finish == FinishReason.Cancelled) Assert.Equal(expected.Take(output.Count), output);
            else Assert.Equal(expected, output);
        }
    }

    private static List<int> Alone(GenerationRequest request)
    {
        var tokens = request.Prompt.ToList();
        do tokens.Add(NextToken(tokens));
        while (tokens[^1] != 0 && tokens.Count - request.Prompt.Count < request.Sampling.MaxTokens && tokens.Count < 200);
        return tokens[request.Prompt.Count..];
    }

    /// <summary>A token for a slice that wants one, else -1.</summary>
    private int Compute(BatchSlice slice)
    {
        var blocks = slice.Blocks.Span;
        for (var i = 0; i < slice.Count; i++)
        {
            var position = slice.Start + i;
            cache[(blocks[position / KvBlock.Slots], position % KvBlock.Slots)] = slice.Tokens.Span[i];
        }
        if (slice.LogitRows == 0) return -1;
        var seen = new List<int>();
        for (var p = 0; p < slice.End; p++)
            seen.Add(cache.TryGetValue((blocks[p / KvBlock.Slots], p % KvBlock.Slots), out var token) ? token : -1);
        return NextToken(seen);
    }

    private static int NextToken(List<int> tokens)
    {
        var hash = tokens.Aggregate(17L, (h, token) => (h * 31 + token) % 1_000_003);
        return (int)(hash % 97);
    }
}
