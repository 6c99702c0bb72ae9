using Continuum.Orchestration.Lifecycle;

namespace Continuum.Orchestration.Stores;

/// <summary>Durable intents. What a call has acknowledged survives kill -9.</summary>
public interface IIntentStore
{
    /// <summary>Stores a new intent; its id is assigned here.</summary>
    Task<IntentRecord> AddAsync(Func<long, IntentRecord> create, CancellationToken cancellationToken);

    /// <summary>The intent, or null.</summary>
    IntentRecord? Find(long id);

    /// <summary>All of them, oldest first.</summary>
    IReadOnlyList<IntentRecord> All();

    /// <summary>Replaces the record by what the function makes of it, atomically; null leaves it. Returns what is stored afterwards.</summary>
    /// <exception cref="KeyNotFoundException">No such intent.</exception>
    Task<IntentRecord> UpdateAsync(long id, Func<IntentRecord, IntentRecord?> change, CancellationToken cancellationToken);
}

/// <summary>A line of the audit log.</summary>
/// <param name="Sequence">Counted from 1 without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">message, policy, plan, verdict, approval, step, evidence, drift, sign-in, setting, ...</param>
/// <param name="Actor">Who.</param>
/// <param name="Subject">What it is about, e.g. intent 12.</param>
/// <param name="Data">Details as JSON text, an object.</param>
/// <param name="Hash">SHA-256 over this line without the hash, and the hash before; hexadecimal.</param>
public sealed record AuditLine(long Sequence, DateTimeOffset At, string Kind, string Actor, string Subject, string Data, string Hash);

/// <summary>The append-only, hash-chained audit log.</summary>
public interface IAuditLog
{
    /// <summary>Appends and returns once it is on disk.</summary>
    Task<AuditLine> AppendAsync(string kind, string actor, string subject, object data, CancellationToken cancellationToken);

    /// <summary>Lines after <paramref name="after"/>, oldest first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<AuditLine> Read(long after, int limit);

    /// <summary>The newest lines, newest first.</summary>
    IReadOnlyList<AuditLine> Newest(int limit);

    /// <summary>Calls back on every line appended; dispose to stop.</summary>
    IDisposable Subscribe(Action<AuditLine> onLine);
}

/// <summary>An enactment as journaled: enough to finish it or to take it back after a crash.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IntentId">For whom.</param>
/// <param name="State">open, done or rolled-back.</param>
/// <param name="Json">The steps with what they do and what undoes them.</param>
public sealed record JournalEntry(string Id, long IntentId, string State, string Json);

/// <summary>Durable journal of enactments.</summary>
public interface IEnactmentJournal
{
    /// <summary>Writes the entry and returns once it is on disk.</summary>
    Task SaveAsync(JournalEntry entry, CancellationToken cancellationToken);

    /// <summary>Entries that are neither done nor rolled back.</summary>
    IReadOnlyList<JournalEntry> Open();
}

/// <summary>Runs job bodies in the background, durably: what was enqueued runs after a crash.</summary>
public interface IJobQueue
{
    /// <summary>Understand, compile and verify an intent (or its pending change).</summary>
    void EnqueuePlanning(long intentId);

    /// <summary>Enact what was approved.</summary>
    void EnqueueEnactment(long intentId);

    /// <summary>Read back and prove.</summary>
    void EnqueueProof(long intentId);
}
