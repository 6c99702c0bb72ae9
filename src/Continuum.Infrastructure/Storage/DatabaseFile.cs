using LiteDB;
using Microsoft.Win32.SafeHandles;

namespace Continuum.Infrastructure.Storage;

/// <summary>
/// The LiteDB file. Commits go to LiteDB's log file, which is flushed to the disk before they count. An engine that met
/// an error is thrown away (its pages in memory may be half written) and opened again for the next commit.
/// </summary>
internal sealed class DatabaseFile : IDisposable
{
    private const long CheckpointBytes = 4 << 20;
    private const int PageBytes = 8192;

    private static ReadOnlySpan<byte> Signature => "** This is a LiteDB file **"u8;

    private readonly Lock gate = new();
    private readonly long reserve;
    private readonly Dictionary<(string Collection, string Id), Mutation> doubtful = [];
    private LiteDatabase? database;
    private SafeFileHandle? log;

    private DatabaseFile(string path, long reserve)
    {
        Path = path;
        this.reserve = reserve;
    }

    public string Path { get; }

    private string LogPath =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileNameWithoutExtension(Path) + "-log" + System.IO.Path.GetExtension(Path));

    /// <exception cref="StorageException">The file is not a store or is damaged.</exception>
    public static DatabaseFile Open(string path, long reserve)
    {
        var file = new DatabaseFile(System.IO.Path.GetFullPath(path), reserve);
        try
        {
            // Read only, and every document: damage shows now and not in the middle of a day, and LiteDB, which marks a
            // file in which it meets damage, leaves it as it is.
            if (System.IO.File.Exists(file.Path)) file.Probe();
            file.database = file.Engine();
            return file;
        }
        catch (Exception e) when (e is not StorageException)
        {
            file.Discard();
            throw file.Damaged(e);
        }
        catch
        {
            file.Discard();
            throw;
        }
    }

    /// <summary>All documents of a collection.</summary>
    /// <exception cref="StorageException">One cannot be read.</exception>
    public IReadOnlyList<(BsonValue Id, string Json)> Load(string collection)
    {
        lock (gate)
        {
            try
            {
                return Load(database ??= Engine(), collection);
            }
            catch (Exception e) when (e is not StorageException)
            {
                throw Damaged(e);
            }
        }
    }

    /// <summary>Stores all or nothing; on return it is on the disk.</summary>
    /// <exception cref="StorageException">Nothing was stored.</exception>
    public void Commit(IReadOnlyList<Mutation> mutations)
    {
        lock (gate)
        {
            RefuseWhenFull(mutations);
            try
            {
                database ??= Engine();
                database.BeginTrans();
                // After a failure the file may hold what was never acknowledged: put back what was.
                foreach (var known in doubtful.Values) Write(database, known with { Json = known.Source.Acknowledged(known.Id) });
                foreach (var mutation in mutations) Write(database, mutation);
                database.Commit();
                Flush();
                doubtful.Clear();
            }
            catch (Exception e)
            {
                foreach (var mutation in mutations) doubtful[(mutation.Collection, mutation.Id.ToString())] = mutation;
                Discard();
                throw new StorageException(
                    $"The store {Path} could not be written: {e.Message} Nothing of this change was stored. Free space on its disk or check its permissions, then try again.", e);
            }

            Checkpoint();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (database is not null && doubtful.Count == 0) Checkpoint();
            Discard();
        }
    }

    private static void Write(LiteDatabase database, Mutation mutation)
    {
        var collection = database.GetCollection(mutation.Collection);
        if (mutation.Json is null) collection.Delete(mutation.Id);
        else collection.Upsert(new BsonDocument { ["_id"] = mutation.Id, ["json"] = mutation.Json });
    }

    private static List<(BsonValue Id, string Json)> Load(LiteDatabase database, string collection) =>
        [.. database.GetCollection(collection).FindAll().Select(d =>
            (d["_id"], d["json"].AsString ?? throw new InvalidDataException($"document {d["_id"]} of {collection} has no text")))];

    private void Probe()
    {
        // LiteDB cuts a file that is none to a whole number of pages before it looks inside.
        using (var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            var start = new byte[Math.Min(stream.Length, 32 + Signature.Length)];
            stream.ReadExactly(start);
            if (start.Length > 0 && !start.AsSpan(Math.Min(32, start.Length)).SequenceEqual(Signature)) throw new InvalidDataException("it is not a LiteDB file.");
            // The same cut would lose the rest of a page. Only a checkpoint that was broken off leaves one, and then the log holds it.
            if (stream.Length % PageBytes != 0 && new FileInfo(LogPath) is not { Exists: true, Length: > 0 })
            {
                throw new InvalidDataException($"it ends after {stream.Length} bytes, in the middle of a page.");
            }
        }

        using var probe = new LiteDatabase(new ConnectionString { Filename = Path, Connection = ConnectionType.Direct, ReadOnly = true });
        foreach (var name in probe.GetCollectionNames().ToList()) _ = Load(probe, name);
    }

    private LiteDatabase Engine()
    {
        // Ordinal: by default LiteDB compares keys without regard to case, in the culture of the machine.
        var opened = new LiteDatabase(new ConnectionString { Filename = Path, Connection = ConnectionType.Direct, Collation = Collation.Binary });
        // Checkpoints are ours: LiteDB would make one on closing an engine that has just failed.
        if (opened.CheckpointSize != 0) opened.CheckpointSize = 0;
        return opened;
    }

    // LiteDB writes its log without waiting for the disk, and opens it only with the first commit.
    private void Flush()
    {
        log ??= System.IO.File.OpenHandle(LogPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(log);
    }

    private void Checkpoint()
    {
        try
        {
            if (!System.IO.File.Exists(LogPath) || new FileInfo(LogPath).Length < CheckpointBytes) return;
            database!.Checkpoint();
        }
        catch (Exception)
        {
            // The log still holds everything; the next engine reads it.
            Discard();
        }
    }

    private void Discard()
    {
        log?.Dispose();
        log = null;
        try
        {
            database?.Dispose();
        }
        catch (Exception)
        {
            // A broken engine may also fail to close; its file handles are gone all the same.
        }

        database = null;
    }

    private void RefuseWhenFull(IReadOnlyList<Mutation> mutations)
    {
        if (reserve == 0) return;
        var needed = reserve + mutations.Sum(m => 2L * (m.Json?.Length ?? 0));
        long free;
        try
        {
            free = new DriveInfo(System.IO.Path.GetDirectoryName(Path)!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return;
        }

        if (free < needed)
        {
            throw new StorageException(
                $"The disk of {Path} is full: {free >> 20} MiB are free, {Math.Max(1, needed >> 20)} are needed. Nothing of this change was stored. Free some space, then try again.");
        }
    }

    private StorageException Damaged(Exception e) => new(
        $"The store file {Path} cannot be read: {e.Message} It was left as it is. Put a copy of it from before back, or move it (and {System.IO.Path.GetFileName(LogPath)} beside it) elsewhere to start with an empty store.", e);
}
