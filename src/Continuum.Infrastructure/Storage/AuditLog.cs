using System.Text.Json;
using System.Threading.Channels;
using Continuum.Orchestration.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuum.Infrastructure.Storage;

/// <summary>The audit log in its own file: JSON lines, hash-chained, flushed to the disk before an append returns.</summary>
public sealed class AuditLog : IAuditLog, IAsyncDisposable, IDisposable
{
    /// <summary>Kind of the line that records that lines were missing when the console started.</summary>
    internal const string GapKind = "audit-gap";

    private const int LargestBatch = 256;

    private readonly Channel<Pending> queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Subscribers<AuditLine> subscribers = new();
    private readonly AuditFile file;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task loop;

    private AuditLog(AuditFile file, TimeProvider time, ILogger logger)
    {
        this.file = file;
        this.time = time;
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Path of the file.</summary>
    public string Path => file.Path;

    /// <summary>
    /// Opens the log or begins one. What a crash left of a line that was never acknowledged is set aside in a file of its
    /// own, and that is recorded; so is the lack of lines that had been acknowledged.
    /// </summary>
    /// <exception cref="StorageException">It cannot be read or its last line is none; it is left as it is.</exception>
    public static AuditLog Open(string path, TimeProvider time, ILogger? logger = null)
    {
        logger ??= NullLogger.Instance;
        var file = AuditFile.Open(path, time);
        var log = new AuditLog(file, time, logger);
        // Queued before anyone else can append; whoever appends next waits behind them.
        if (file.SetAside is { } side)
        {
            StorageLog.TornLine(logger, path, side.Bytes, side.File);
            _ = log.AppendAsync("audit", "console", "audit log", new { setAside = side.File, bytes = side.Bytes, reason = "an incomplete line after a crash" }, default);
        }

        if (file.Missing is { } missing)
        {
            _ = log.AppendAsync(GapKind, "console", "audit log", new { had = missing.Had, found = missing.Found, hash = missing.Hash }, default);
        }

        return log;
    }

    /// <inheritdoc/>
    public Task<AuditLine> AppendAsync(string kind, string actor, string subject, object data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new Pending(kind, actor, subject, data);
        if (!queue.Writer.TryWrite(pending)) throw new ObjectDisposedException(nameof(AuditLog), "The console is stopping and records nothing more.");
        return pending.Done.Task;
    }

    /// <inheritdoc/>
    public IReadOnlyList<AuditLine> Read(long after, int limit) => file.Read(after, limit);

    /// <inheritdoc/>
    public IReadOnlyList<AuditLine> Newest(int limit) => [.. file.Read(Math.Max(0, file.Sequence - limit), limit).Reverse()];

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<AuditLine> onLine) => subscribers.Add(onLine);

    /// <summary>Writes what is queued, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        file.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        var batch = new List<Pending>();
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var next)) batch.Add(next);
            Write(batch);
        }
    }

    private void Write(List<Pending> batch)
    {
        var lines = new List<(Pending Pending, byte[] Bytes, AuditLine Line)>();
        var (sequence, hash) = (file.Sequence, file.Hash);
        foreach (var pending in batch)
        {
            try
            {
                var (bytes, line) = AuditFormat.Write(sequence + 1, time.GetUtcNow(), pending.Kind, pending.Actor, pending.Subject, pending.Data, hash);
                lines.Add((pending, bytes, line));
                (sequence, hash) = (line.Sequence, line.Hash);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
            {
                pending.Done.SetException(e);
            }
        }

        if (lines.Count == 0) return;
        try
        {
            file.Append([.. lines.Select(l => (l.Bytes, l.Line))]);
        }
        catch (Exception e)
        {
            StorageLog.AuditFailed(logger, e, file.Path);
            var error = new StorageException($"The audit log {file.Path} could not be written: {e.Message} Nothing of it was recorded. Free space on its disk or check its permissions, then try again.", e);
            foreach (var (pending, _, _) in lines) pending.Done.SetException(error);
            return;
        }

        foreach (var (pending, _, line) in lines)
        {
            try
            {
                subscribers.Publish(line);
            }
            catch (AggregateException e)
            {
                StorageLog.CallbackFailed(logger, e);
            }

            pending.Done.SetResult(line);
        }
    }

    private sealed record Pending(string Kind, string Actor, string Subject, object Data)
    {
        public TaskCompletionSource<AuditLine> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
