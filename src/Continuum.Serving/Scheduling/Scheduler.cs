using Continuum.Serving.KvCache;

namespace Continuum.Serving.Scheduling;

/// <summary>
/// Continuous batching with chunked prefill over a paged cache. Decides which tokens of which sequences go into the next
/// micro-batch; knows nothing of tensors, devices, clocks or threads, and is driven by one caller at a time.
/// </summary>
public sealed class Scheduler
{
    private readonly SchedulerOptions options;
    private readonly KvAllocator allocator;
    private readonly FairQueue waiting = new();
    private readonly List<Sequence> running = [];
    private readonly Dictionary<long, Sequence[]> flights = [];
    private long sequences;
    private long batches;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="allocator">The block pool.</param>
    public Scheduler(SchedulerOptions options, KvAllocator allocator)
    {
        options.Validate();
        (this.options, this.allocator) = (options, allocator);
        PrefillChunk = options.PrefillChunk;
    }

    /// <summary>Requests that wait.</summary>
    public int WaitingCount => waiting.Count;

    /// <summary>Sequences that hold blocks.</summary>
    public int RunningCount => running.Count;

    /// <summary>Micro-batches on their way.</summary>
    public int InFlightCount => flights.Count;

    /// <summary>How often a sequence lost its blocks and was computed again.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Stamped on every micro-batch.</summary>
    public long Epoch { get; set; }

    /// <summary>Micro-batches that should be on their way at once so that all stages have work: sequences are spread over them.</summary>
    public int Spread { get; set; } = 1;

    /// <summary>False during a reconfiguration: who finds no block waits and nobody loses theirs.</summary>
    public bool MayPreempt { get; set; } = true;

    /// <summary>False while the pool shrinks or a switch is near: nobody new is admitted.</summary>
    public bool MayAdmit { get; set; } = true;

    /// <summary>Most prompt tokens in a micro-batch that also decodes; lowered before a switch so that a step stays short.</summary>
    public int PrefillChunk { get; set; }

    /// <summary>Takes a request into the queue.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Its sequence.</returns>
    /// <exception cref="ArgumentException">Prompt or parameters are out of range, with the numbers.</exception>
    /// <exception cref="QueueFullException">Too many wait.</exception>
    public Sequence Enqueue(GenerationRequest request)
    {
        request.Sampling.Validate();
        if (request.Prompt.Count == 0) throw new ArgumentException("The prompt has no token; at least one was expected.");
        if (request.Prompt.Count >= options.ContextLength)
            throw new ArgumentException($"The prompt has {request.Prompt.Count} tokens; the context of {options.ContextLength} must also hold the answer. Shorten it.");
        if (KvBlock.Count(request.Prompt.Count + 1) > allocator.BlockCount)
            throw new ArgumentException($"The prompt has {request.Prompt.Count} tokens; the KV cache holds {allocator.BlockCount * KvBlock.Slots}. Shorten it.");
        if (waiting.Count >= options.MaxWaiting) throw new QueueFullException(waiting.Count, TimeSpan.FromSeconds(1 + waiting.Count / options.MaxRunning));
        var sequence = new Sequence(++sequences, request);
        waiting.Enqueue(sequence);
        return sequence;
    }

    /// <summary>Ends a sequence on its client's behalf.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>True if it ended at once; false if parts are on their way and it ends when they are back, or had ended.</returns>
    public bool Cancel(Sequence sequence)
    {
        if (sequence.Finish is not null || sequence.CancelRequested) return false;
        sequence.CancelRequested = true;
        if (sequence.InFlight > 0) return false;
        End(sequence, FinishReason.Cancelled);
        return true;
    }

    /// <summary>Chooses the next micro-batch and counts it as on its way.</summary>
    /// <returns>The micro-batch, or null if nothing can be issued now.</returns>
    public MicroBatch? Next()
    {
        var slices = new List<BatchSlice>();
        var chosen = new List<Sequence>();
        var budget = options.MaxBatchTokens;
        void Issue(Sequence sequence, int count)
        {
            var last = count == sequence.Pending;
            slices.Add(new BatchSlice(sequence.Number, sequence.Issued, sequence.Part(sequence.Issued, count),
                sequence.Blocks.ToArray().AsMemory(0, KvBlock.Count(sequence.Issued + count)), last ? 1 : 0));
            chosen.Add(sequence);
            sequence.Issued += count;
            sequence.InFlight++;
            waiting.Charge(sequence, count);
            budget -= count;
        }

        var share = (running.Count + Spread - 1) / Math.Max(1, Spread);
        foreach (var sequence in running.Where(s => s.IsDecoding).OrderBy(s => s.Generated).ThenBy(s => s.Number).ToArray())
        {
            if (chosen.Count >= share || budget == 0) break;
            if (sequence.IsDecoding && Grow(sequence)) Issue(sequence, 1);
        }
        var prefill = chosen.Count > 0 ? Math.Min(budget, PrefillChunk) : budget;
        foreach (var sequence in running.Where(s => s.Pending > 0 && !s.IsDecoding && !s.CancelRequested && !s.MustRestart).OrderBy(s => s.Number).ToArray())
        {
            if (prefill == 0) break;
            var count = Math.Min(prefill, sequence.Pending);
            Issue(sequence, count);
            prefill -= count;
        }
        while (prefill > 0 && MayAdmit && Admit() is { } admitted)
        {
            var count = Math.Min(prefill, admitted.Pending);
            Issue(admitted, count);
            prefill -= count;
        }
        if (slices.Count == 0) return null;
        var batch = new MicroBatch(++batches, Epoch, slices);
        flights.Add(batch.Id, [.. chosen]);
        return batch;
    }

    /// <summary>The rows of logits of which a token is wanted; those of sequences that were called off are not.</summary>
    /// <param name="batch">A micro-batch on its way.</param>
    /// <returns>
    /// Sequence, row, and the number of the token: that of its position, so that a sequence which is computed again draws the
    /// same random numbers.
    /// </returns>
    public IEnumerable<(Sequence Sequence, int Row, int Index)> RowsToSample(MicroBatch batch)
    {
        var row = 0;
        foreach (var (sequence, slice) in flights[batch.Id].Zip(batch.Slices))
        {
            if (slice.LogitRows == 0) continue;
            if (!sequence.CancelRequested && !sequence.MustRestart) yield return (sequence, row, slice.End - sequence.Request.Prompt.Count);
            row++;
        }
    }

    /// <summary>Takes a micro-batch back with the tokens that were sampled.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="sampled">A token for each row of logits, in slice order.</param>
    /// <returns>What to tell clients, in slice order.</returns>
    public IReadOnlyList<(Sequence Sequence, GenerationEvent Event)> Complete(MicroBatch batch, IReadOnlyList<int> sampled)
    {
        var events = new List<(Sequence, GenerationEvent)>();
        var row = 0;
        foreach (var (sequence, slice) in Land(batch).Zip(batch.Slices))
        {
            var token = slice.LogitRows > 0 ? sampled[row++] : (int?)null;
            if (sequence.CancelRequested || sequence.MustRestart)
            {
                if (sequence.InFlight == 0) Settle(sequence, events, null);
            }
            else if (token is { } next)
            {
                sequence.Append(next);
                var finish = FinishOf(sequence, next);
                if (finish is { } reason) End(sequence, reason);
                events.Add((sequence, new GenerationEvent(sequence.Generated - 1, next, finish)));
            }
        }
        return events;
    }

    /// <summary>Takes back a micro-batch that failed: its sequences are computed again from their tokens, or end.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <param name="retry">Whether to compute again.</param>
    /// <param name="error">What failed, for clients.</param>
    /// <returns>What to tell clients.</returns>
    public IReadOnlyList<(Sequence Sequence, GenerationEvent Event)> Fail(MicroBatch batch, bool retry, string error)
    {
        var events = new List<(Sequence, GenerationEvent)>();
        foreach (var sequence in Land(batch))
        {
            // What else of it is on its way builds on a part that is missing.
            sequence.MustRestart = true;
            if (sequence.InFlight == 0) Settle(sequence, events, retry ? null : error);
        }
        return events;
    }

    /// <summary>
    /// The KV cache of a stage is gone: everybody who holds blocks is computed again from their tokens, those of whom parts are
    /// on their way when these are back.
    /// </summary>
    public void RestartRunning()
    {
        // Each goes before all others of its tenant, so the oldest must come last.
        foreach (var sequence in running.OrderByDescending(s => s.Number).ToArray())
        {
            if (sequence.InFlight > 0) sequence.MustRestart = true;
            else Preempt(sequence);
        }
    }

    /// <summary>Ends a sequence that nothing can compute any more.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>False if parts of it are on their way, or it had ended.</returns>
    public bool Abandon(Sequence sequence)
    {
        if (sequence.Finish is not null || sequence.InFlight > 0) return false;
        End(sequence, FinishReason.Failed);
        return true;
    }

    /// <summary>
    /// Takes everything back, because KV was lost or no micro-batch on its way will return: all sequences that hold blocks are
    /// computed again from their tokens, the oldest first; those that were called off end.
    /// </summary>
    /// <returns>What to tell clients.</returns>
    public IReadOnlyList<(Sequence Sequence, GenerationEvent Event)> Restart()
    {
        var events = new List<(Sequence, GenerationEvent)>();
        flights.Clear();
        foreach (var sequence in running.OrderByDescending(s => s.Number).ToArray())
        {
            sequence.InFlight = 0;
            Settle(sequence, events, null);
        }
        return events;
    }

    /// <summary>The blocks of all sequences that hold any, and how far each is filled once nothing is on its way.</summary>
    /// <returns>Blocks that hold at least one position.</returns>
    internal List<(KvBlock Block, int Filled)> Fills()
    {
        var fills = new List<(KvBlock, int)>();
        foreach (var sequence in running)
            for (var i = 0; i < sequence.Blocks.Count && i * KvBlock.Slots < sequence.Issued; i++)
                fills.Add((sequence.Blocks[i], Math.Min(KvBlock.Slots, sequence.Issued - i * KvBlock.Slots)));
        return fills;
    }

    /// <summary>Decides about a sequence of which nothing is on its way any more: cancelled, failed or to be computed again.</summary>
    private void Settle(Sequence sequence, List<(Sequence, GenerationEvent)> events, string? error)
    {
        if (!sequence.CancelRequested && error is null)
        {
            Preempt(sequence);
            return;
        }
        var reason = sequence.CancelRequested ? FinishReason.Cancelled : FinishReason.Failed;
        End(sequence, reason);
        events.Add((sequence, new GenerationEvent(sequence.Generated, null, reason, reason == FinishReason.Failed ? error : null)));
    }

    private Sequence[] Land(MicroBatch batch)
    {
        if (!flights.Remove(batch.Id, out var landed)) throw new InvalidOperationException($"Micro-batch {batch.Id} came back and was not on its way.");
        foreach (var sequence in landed) sequence.InFlight--;
        return landed;
    }

    private FinishReason? FinishOf(Sequence sequence, int token)
    {
        var sampling = sequence.Request.Sampling;
        if (!sampling.IgnoreEos && options.EosTokens.Contains(token)) return FinishReason.Stop;
        if (sampling.StopTokens.Contains(token)) return FinishReason.Stop;
        var room = Math.Min(options.ContextLength, allocator.BlockCount * KvBlock.Slots);
        return sequence.Generated >= sampling.MaxTokens || sequence.Tokens.Count >= room ? FinishReason.Length : null;
    }

    /// <summary>Admits the next waiting sequence if its whole prompt finds blocks, so that a prefill never stalls half-way.</summary>
    private Sequence? Admit()
    {
        if (running.Count >= options.MaxRunning || waiting.Peek() is not { } sequence) return null;
        var blocks = allocator.TryTake(KvBlock.Count(sequence.Tokens.Count + 1));
        if (blocks is null) return null;
        waiting.Dequeue();
        sequence.Blocks.AddRange(blocks);
        running.Add(sequence);
        return sequence;
    }

    /// <summary>Finds a block for the next position, taking it from the youngest sequence that is not on its way if need be.</summary>
    private bool Grow(Sequence sequence)
    {
        while (sequence.Blocks.Count * KvBlock.Slots <= sequence.Issued)
        {
            if (allocator.TryTake(1) is { } block)
            {
                sequence.Blocks.AddRange(block);
                continue;
            }
            if (!MayPreempt) return false;
            var victim = running.Where(s => s.InFlight == 0).MaxBy(s => s.Number);
            // Everybody else is on their way: the blocks they hold come back soon.
            // Alone, only a lowered limit or a pin can be in the way, and computing again would end here again.
            if (victim is null || (victim == sequence && (running.Count == 1 || running.Any(s => s.InFlight > 0)))) return false;
            Preempt(victim);
            if (victim == sequence) return false;
        }
        return true;
    }

    private void Preempt(Sequence sequence)
    {
        Preemptions++;
        Release(sequence);
        sequence.Issued = 0;
        sequence.MustRestart = false;
        waiting.Return(sequence);
    }

    private void End(Sequence sequence, FinishReason reason)
    {
        sequence.Finish = reason;
        if (!waiting.Remove(sequence)) Release(sequence);
    }

    private void Release(Sequence sequence)
    {
        running.Remove(sequence);
        allocator.Free(sequence.Blocks);
        sequence.Blocks.Clear();
    }
}
