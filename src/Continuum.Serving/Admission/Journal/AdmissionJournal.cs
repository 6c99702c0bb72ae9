using System.Threading.Channels;

namespace Continuum.Serving.Admission.Journal;

/// <summary>
/// Stores admitted requests before their first token, many with one flush. A killed head reads it and generates the same
/// tokens again. A failed write is taken back whole: a request is stored or refused, never half.
/// </summary>
internal sealed class AdmissionJournal : IAsyncDisposable
{
    private readonly Channel<Pending> queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string path;
    private readonly long mostBytes;
    private readonly Func<string, FileMode, IJournalFile> open;
    private readonly FileStream ownership;
    private readonly JournalIndex index;
    private readonly Task writer;
    private IJournalFile file;
    private long length;

    private AdmissionJournal(string path, long mostBytes, int keptRequests, Func<string, FileMode, IJournalFile> open)
    {
        (this.path, this.mostBytes, this.open) = (path, mostBytes, open);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        ownership = Own(path + ".lock");
        index = new JournalIndex(keptRequests);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var (records, sound) = JournalRecord.DecodeAll(bytes);
        foreach (var record in records) index.Add(record, record.Encode());
        Recovered = JournalRecovery.From(records);
        file = open(path, FileMode.OpenOrCreate);
        if (file.Length > sound) file.Truncate(sound);
        length = sound;
        writer = Task.Run(WriteAsync);
    }

    /// <summary>What an earlier process left.</summary>
    public JournalRecovery Recovered { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>How often the journal was flushed; less often than requests were admitted when they come in crowds.</summary>
    public long Flushes { get; private set; }

    /// <summary>Opens or creates a journal; a torn tail is cut.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be read.</exception>
    public static AdmissionJournal Open(string path, long mostBytes, int keptRequests, Func<string, FileMode, IJournalFile>? open = null) =>
        new(path, mostBytes, keptRequests, open ?? ((file, mode) => new JournalFile(file, mode)));

    /// <summary>Stores a request.</summary>
    /// <returns>A task that ends when it would survive a crash.</returns>
    /// <exception cref="JournalFullException">It could not be stored, and is not.</exception>
    public Task AppendAsync(AdmittedRequest request)
    {
        var pending = new Pending(JournalRecord.Admission(request), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return queue.Writer.TryWrite(pending) ? pending.Done!.Task : Task.FromException(new JournalFullException("The head is stopping. Try again."));
    }

    /// <summary>Notes an end with the next flush. If it is lost, the request is generated again for nobody.</summary>
    public void End(AdmittedRequest request, bool answered) => queue.Writer.TryWrite(new Pending(JournalRecord.End(request, answered), null));

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer;
        file.Dispose();
        await ownership.DisposeAsync();
    }

    private static FileStream Own(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException($"{path}: the journal is in use by another head; stop it or give this one a folder of its own.", error);
        }
    }

    private async Task WriteAsync()
    {
        var batch = new List<(Pending Entry, byte[] Bytes)>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (queue.Reader.TryRead(out var next)) batch.Add((next, next.Record.Encode()));
            try
            {
                Store(batch);
                foreach (var (entry, _) in batch) entry.Done?.SetResult();
            }
            catch (Exception error)
            {
                var refused = error as JournalFullException
                    ?? new JournalFullException($"The request could not be stored and was not admitted: {error.Message} Free space on the head's disk, or try again.", error);
                foreach (var (entry, _) in batch) entry.Done?.SetException(refused);
            }
        }
    }

    private void Store(List<(Pending Entry, byte[] Bytes)> batch)
    {
        long added = batch.Sum(b => (long)b.Bytes.Length);
        // A failed write that could not be taken back is cut off before anything follows it.
        if (file.Length > length) file.Truncate(length);
        if (length + added > mostBytes) Compact(added);
        var bytes = new byte[added];
        var at = 0;
        foreach (var (_, part) in batch)
        {
            part.CopyTo(bytes, at);
            at += part.Length;
        }
        try
        {
            file.Write(bytes, length);
            file.Flush();
        }
        catch
        {
            TakeBack();
            throw;
        }
        Flushes++;
        Volatile.Write(ref length, length + added);
        foreach (var (entry, part) in batch) index.Add(entry.Record, part);
    }

    private void TakeBack()
    {
        try
        {
            file.Truncate(length);
        }
        catch (IOException)
        {
            // Store cuts it off before the next write, and until then refuses.
        }
    }

    /// <summary>Writes what still matters to a new file and puts it in the old one's place.</summary>
    private void Compact(long added)
    {
        // Half is left free, or every few requests would compact again.
        index.Shrink(mostBytes / 2);
        if (index.Bytes + added > mostBytes)
            throw new JournalFullException($"The journal holds {index.Bytes} bytes of open requests; {mostBytes} is the most. Try again when some have ended.");
        var fresh = path + ".new";
        var next = open(fresh, FileMode.Create);
        long at = 0;
        try
        {
            foreach (var bytes in index.Encoded())
            {
                next.Write(bytes, at);
                at += bytes.Length;
            }
            next.Flush();
            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            next.Dispose();
            throw;
        }
        file.Dispose();
        file = next;
        Volatile.Write(ref length, at);
    }

    private sealed record Pending(JournalRecord Record, TaskCompletionSource? Done);
}
