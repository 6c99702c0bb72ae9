using System.Runtime.ExceptionServices;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// Threads that take numbered pieces of one job at a time; the caller takes part. Which thread takes which piece never
/// matters to a result, so pieces are handed out as threads come free.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // Between two kernels of a step lie microseconds: waking a sleeping thread costs more than waiting for them.
    private const int SpinsBeforeSleep = 200;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim wake = new(0);
    private volatile Job? current;
    private volatile bool stopping;
    private int sleeping;

    public WorkerTeam(int threadCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadCount);
        threads = [.. Enumerable.Range(1, threadCount - 1).Select(i => new Thread(Work) { IsBackground = true, Name = $"compute {i}" })];
        foreach (var thread in threads) thread.Start();
    }

    public int ThreadCount => threads.Length + 1;

    /// <summary>Runs <paramref name="piece"/> for 0 to count - 1 and returns when all are done.</summary>
    public void Run(int count, Action<int> piece)
    {
        if (threads.Length == 0 || count <= 1)
        {
            for (var i = 0; i < count; i++) piece(i);
            return;
        }
        var job = new Job(count, piece);
        current = job;
        Interlocked.MemoryBarrier();
        var asleep = Volatile.Read(ref sleeping);
        if (asleep > 0) wake.Release(asleep);
        job.TakePieces();
        var spin = new SpinWait();
        while (!job.Done) spin.SpinOnce(sleep1Threshold: -1);
        current = null;
        job.Failure?.Throw();
    }

    public void Dispose()
    {
        stopping = true;
        wake.Release(Math.Max(1, threads.Length));
        foreach (var thread in threads) thread.Join();
        wake.Dispose();
    }

    private void Work()
    {
        Job? last = null;
        while (!stopping)
        {
            var job = NextJob(last);
            if (job is null) continue;
            job.TakePieces();
            last = job;
        }
    }

    private Job? NextJob(Job? last)
    {
        for (var i = 0; i < SpinsBeforeSleep; i++)
        {
            if (current is { } job && job != last) return job;
            if (stopping) return null;
            Thread.SpinWait(20);
        }
        Interlocked.Increment(ref sleeping);
        // A job that came between the last look and the increment has not counted this thread among the sleepers.
        if ((current is null || current == last) && !stopping) wake.Wait();
        Interlocked.Decrement(ref sleeping);
        return null;
    }

    private sealed class Job(int count, Action<int> piece)
    {
        private int next;
        private int done;

        public bool Done => Volatile.Read(ref done) >= count;

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void TakePieces()
        {
            for (var i = Interlocked.Increment(ref next) - 1; i < count; i = Interlocked.Increment(ref next) - 1)
            {
                try
                {
                    piece(i);
                }
                catch (Exception error)
                {
                    Failure = ExceptionDispatchInfo.Capture(error);
                }
                finally
                {
                    Interlocked.Increment(ref done);
                }
            }
        }
    }
}
