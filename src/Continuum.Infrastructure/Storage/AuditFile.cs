using System.Globalization;
using System.Text.Json;
using Continuum.Orchestration.Stores;

namespace Continuum.Infrastructure.Storage;

/// <summary>The bytes of the audit log, with an index of every 256th line. Appends come from one thread, reads from any.</summary>
internal sealed class AuditFile : IDisposable
{
    private const int IndexStep = 256;
    private const int LongestLine = 64 << 20;

    private readonly Lock gate = new();
    private readonly FileStream stream;
    private readonly FileStream head;
    // Where line 1, 257, 513, ... begins.
    private readonly List<long> index = [0];
    private long length;

    private AuditFile(string path, FileStream stream, FileStream head)
    {
        Path = path;
        this.stream = stream;
        this.head = head;
    }

    public string Path { get; }

    /// <summary>Number of the newest line; 0 when there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Hash of the newest line.</summary>
    public string Hash { get; private set; } = AuditFormat.FirstHash;

    /// <summary>The incomplete line found on opening, and where it is kept.</summary>
    public (string File, long Bytes)? SetAside { get; private set; }

    /// <summary>What the record beside the log had seen, where the log has less or another line in its place.</summary>
    public (long Had, long Found, string Hash)? Missing { get; private set; }

    /// <exception cref="StorageException">It cannot be read, or its last line is none.</exception>
    public static AuditFile Open(string path, TimeProvider time)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? stream = null;
        FileStream? headStream = null;
        try
        {
            var known = AuditHead.Read(path);
            stream = AtomicFile.OpenOwnerOnly(path, FileMode.OpenOrCreate);
            headStream = AtomicFile.OpenOwnerOnly(AuditHead.PathOf(path), FileMode.OpenOrCreate);
            var file = new AuditFile(path, stream, headStream);
            if (file.Scan(time, known) is { } agrees && !agrees) file.Missing = (known!.Sequence, file.Sequence, known.Hash);
            return file;
        }
        catch (Exception e)
        {
            stream?.Dispose();
            headStream?.Dispose();
            if (e is StorageException) throw;
            throw new StorageException($"The audit log {path} cannot be opened: {e.Message} It was left as it is. Check its permissions and its disk.", e);
        }
    }

    /// <summary>Appends the lines and returns once they are on the disk.</summary>
    /// <exception cref="IOException">Nothing was appended.</exception>
    public void Append(IReadOnlyList<(byte[] Bytes, AuditLine Line)> lines)
    {
        var bytes = new byte[lines.Sum(l => l.Bytes.Length)];
        var at = 0;
        foreach (var (line, _) in lines)
        {
            line.CopyTo(bytes, at);
            at += line.Length;
        }

        try
        {
            RandomAccess.Write(stream.SafeFileHandle, bytes, length);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }
        catch
        {
            // Part of it may be there: cut it off, so that what comes next does not follow a torn line.
            RandomAccess.SetLength(stream.SafeFileHandle, length);
            throw;
        }

        lock (gate)
        {
            foreach (var (line, record) in lines)
            {
                if ((record.Sequence - 1) % IndexStep == 0 && record.Sequence > 1) index.Add(length);
                length += line.Length;
                (Sequence, Hash) = (record.Sequence, record.Hash);
            }
        }

        try
        {
            new AuditHead(Sequence, Hash).Write(head);
        }
        catch (IOException)
        {
            // The lines are on the disk, which is what was promised; the record lags and says less, not something wrong.
        }
    }

    /// <summary>Lines after a number, oldest first.</summary>
    public IReadOnlyList<AuditLine> Read(long after, int limit)
    {
        long from;
        long number;
        long last;
        lock (gate)
        {
            if (limit <= 0 || after >= Sequence) return [];
            last = Sequence;
            var slot = (int)(Math.Max(0, after) / IndexStep);
            (from, number) = (index[slot], (long)slot * IndexStep);
        }

        var lines = new List<AuditLine>();
        using var copy = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        copy.Position = from;
        var reader = new LineReader(copy, LongestLine);
        while (lines.Count < limit && number < last && reader.Next() is { } line)
        {
            if (++number > after) lines.Add(AuditFormat.Read(line));
        }

        return lines;
    }

    public void Dispose()
    {
        stream.Dispose();
        head.Dispose();
    }

    // Returns whether the log has the line that the record beside it has seen; null when there is no record.
    private bool? Scan(TimeProvider time, AuditHead? known)
    {
        bool? agrees = known is null ? null : known.Sequence == 0;
        stream.Position = 0;
        var reader = new LineReader(stream, LongestLine);
        byte[] last = [];
        var lastLength = 0;
        while (true)
        {
            var begins = reader.Position;
            if (reader.Next() is not { } line) break;
            if (Sequence % IndexStep == 0 && Sequence > 0) index.Add(begins);
            Sequence++;
            if (last.Length < line.Length) last = new byte[line.Length * 2];
            line.CopyTo(last);
            lastLength = line.Length;
            if (known?.Sequence == Sequence) agrees = AuditFormat.StatedHash(line.Span) == known.Hash;
        }

        length = reader.Position;
        if (reader.TooLong) throw Unreadable("a line is longer than any line of the log");
        if (Sequence > 0)
        {
            var line = last.AsMemory(0, lastLength);
            Hash = AuditFormat.StatedHash(line.Span) ?? throw Unreadable("its last line does not end in a hash");
            try
            {
                if (AuditFormat.Read(line).Sequence is var stated && stated != Sequence) throw Unreadable($"its line {Sequence} says that it is number {stated}");
            }
            catch (JsonException e)
            {
                throw Unreadable(e.Message);
            }
        }

        if (stream.Length > length) KeepTorn(time);
        return agrees;
    }

    private void KeepTorn(TimeProvider time)
    {
        var torn = new byte[stream.Length - length];
        stream.Position = length;
        stream.ReadExactly(torn);
        var side = $"{Path}.torn-{time.GetUtcNow().ToString("yyyyMMddTHHmmssfff", CultureInfo.InvariantCulture)}";
        AtomicFile.Write(side, torn);
        stream.SetLength(length);
        stream.Flush(flushToDisk: true);
        SetAside = (System.IO.Path.GetFileName(side), torn.Length);
    }

    private StorageException Unreadable(string why) => new(
        $"The audit log {Path} cannot be continued: {why}. It was left as it is. Look at it with `audit verify`, then move it (and {System.IO.Path.GetFileName(AuditHead.PathOf(Path))}) elsewhere to begin a new one.");
}
