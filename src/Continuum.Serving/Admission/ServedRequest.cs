namespace Continuum.Serving.Admission;

/// <summary>
/// A request from admission to its end, with the text of every token so far: readers come, go and come back. One writer,
/// any number of readers, none of which the writer waits for; the most tokens of the request bound what is kept.
/// </summary>
internal sealed class ServedRequest
{
    private readonly Lock gate = new();
    private readonly List<int> tokens = [];
    private readonly List<string> texts = [];
    private readonly Action<ServedRequest> unattended;
    private TaskCompletionSource changed = NewSignal();
    private int readers;
    private bool cancelRequested;

    public ServedRequest(AdmittedRequest admitted, long acceptedAt, Action<ServedRequest> unattended) =>
        (Admitted, AcceptedAt, this.unattended) = (admitted, acceptedAt, unattended);

    public AdmittedRequest Admitted { get; }

    /// <summary>When it was accepted, on the monotonic clock of this process.</summary>
    public long AcceptedAt { get; }

    /// <summary>How long it goes on without a reader.</summary>
    public TimeSpan ResumeWindow { get; set; }

    public RequestEnd? End { get; private set; }

    /// <summary>When it ended or lost its last reader, on the same clock.</summary>
    public long LeftAt { get; private set; }

    public int TokenCount { get { lock (gate) return tokens.Count; } }

    public bool IsUnattended { get { lock (gate) return readers == 0; } }

    public CancellationToken Cancelled => cancellation.Token;

    private readonly CancellationTokenSource cancellation = new();

    /// <summary>Calls it off; its run ends it.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            if (cancelRequested || End is not null) return;
            cancelRequested = true;
        }
        cancellation.Cancel();
    }

    /// <summary>A token that was seen before, when it is generated again.</summary>
    public int? Token(int index)
    {
        lock (gate) return index < tokens.Count ? tokens[index] : null;
    }

    public void Append(int token, string text)
    {
        lock (gate)
        {
            tokens.Add(token);
            texts.Add(text);
            Signal();
        }
    }

    public void Finish(RequestEnd end, long now)
    {
        lock (gate)
        {
            if (End is not null) return;
            (End, LeftAt) = (end, now);
            Signal();
        }
    }

    /// <summary>Becomes a reader until disposed of.</summary>
    public Reader Attach()
    {
        lock (gate) readers++;
        return new Reader(this);
    }

    /// <summary>Waits for a token with this index or the end.</summary>
    /// <returns>One past the last token there is, the text from the index on, and the end if it has come.</returns>
    public async ValueTask<(int Count, string Text, RequestEnd? End)> ReadAsync(int index, CancellationToken cancellation)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (texts.Count > index || End is not null)
                {
                    var from = Math.Min(index, texts.Count);
                    var text = texts.Count - from == 1 ? texts[from] : string.Concat(texts.Skip(from));
                    return (texts.Count, text, End);
                }
                wait = changed.Task;
            }
            await wait.WaitAsync(cancellation);
        }
    }

    private void Detach(long now)
    {
        lock (gate)
        {
            if (--readers > 0 || End is not null) return;
            LeftAt = now;
        }
        unattended(this);
    }

    private void Signal()
    {
        changed.SetResult();
        changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The presence of a client.</summary>
    internal sealed class Reader(ServedRequest request) : IDisposable
    {
        private ServedRequest? attached = request;

        public void Dispose() => Interlocked.Exchange(ref attached, null)?.Detach(System.Diagnostics.Stopwatch.GetTimestamp());
    }
}
