using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuum.Infrastructure.Storage;

/// <summary>
/// The console's document store: one file, one writer. A write that was awaited is on disk. Reads come from memory, so
/// that they go on when the disk is full.
/// </summary>
public sealed class ConsoleDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>Bytes that must stay free on the disk; below it writes are refused before the file is touched.</summary>
    internal const long DefaultReserve = 8 << 20;

    private const int LargestBatch = 256;

    private readonly Channel<PendingWrite> queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly DatabaseFile file;
    private readonly ILogger logger;
    private readonly Task loop;

    private ConsoleDatabase(DatabaseFile file, ILogger logger)
    {
        this.file = file;
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Path of the store file.</summary>
    public string Path => file.Path;

    /// <summary>Opens the store, or makes an empty one.</summary>
    /// <exception cref="StorageException">The file is not a store or is damaged; it is left as it is.</exception>
    public static ConsoleDatabase Open(string path, ILogger? logger = null) => Open(path, DefaultReserve, logger);

    internal static ConsoleDatabase Open(string path, long reserve, ILogger? logger = null) =>
        new(DatabaseFile.Open(path, reserve), logger ?? NullLogger.Instance);

    /// <summary>
    /// A collection by its name: documents of a type under a key (text or whole number). Ask once and keep it; two
    /// objects for one name would not see each other's writes.
    /// </summary>
    /// <exception cref="StorageException">A document in it cannot be read; the file is left as it is.</exception>
    public DocumentCollection<TKey, T> Collection<TKey, T>(string name, Func<T, TKey> keyOf)
        where TKey : notnull
        where T : class => new(this, name, keyOf, file.Load(name));

    /// <summary>A collection under keys of text.</summary>
    /// <exception cref="StorageException">A document in it cannot be read; the file is left as it is.</exception>
    public DocumentCollection<string, T> Collection<T>(string name, Func<T, string> keyOf)
        where T : class => Collection<string, T>(name, keyOf);

    /// <summary>Waits for what is queued, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        file.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal string FileName => file.Path;

    internal void Enqueue(PendingWrite write)
    {
        if (!queue.Writer.TryWrite(write)) throw new ObjectDisposedException(nameof(ConsoleDatabase), "The console is stopping and takes no more writes.");
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingWrite>();
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var write)) batch.Add(write);
            Commit(batch);
        }
    }

    // One transaction and one flush for everything that waits: a burst costs little more than a single write.
    private void Commit(List<PendingWrite> batch)
    {
        var prepared = batch.Where(w => w.Prepare()).ToList();
        var mutations = prepared.SelectMany(w => w.Mutations).ToList();
        try
        {
            if (mutations.Count > 0) file.Commit(mutations);
        }
        catch (Exception e)
        {
            StorageLog.CommitFailed(logger, e, file.Path, mutations.Count);
            var error = e as StorageException ?? new StorageException($"The store {file.Path} could not be written: {e.Message}", e);
            foreach (var mutation in mutations) mutation.Source.Reject();
            foreach (var write in prepared) write.Fail(error);
            return;
        }

        foreach (var mutation in mutations) mutation.Source.Accept();
        foreach (var write in prepared) write.Complete(logger);
    }
}
