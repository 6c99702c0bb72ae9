using System.Text.Json;
using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Tests.Runtime.Support;

internal sealed class FakeIntentStore(Plug plug) : IIntentStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, IntentRecord> records = [];

    public Task<IntentRecord> AddAsync(Func<long, IntentRecord> create, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            plug.Tick();
            var id = records.Count + 1L;
            records[id] = Durable(create(id));
            plug.Tick();
            return Task.FromResult(records[id]);
        }
    }

    public IntentRecord? Find(long id)
    {
        lock (gate) return records.GetValueOrDefault(id);
    }

    public IReadOnlyList<IntentRecord> All()
    {
        lock (gate) return [.. records.Values];
    }

    public Task<IntentRecord> UpdateAsync(long id, Func<IntentRecord, IntentRecord?> change, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            plug.Tick();
            var before = records.TryGetValue(id, out var found) ? found : throw new KeyNotFoundException();
            if (change(before) is { } after) records[id] = Durable(after with { Version = before.Version + 1 });
            plug.Tick();
            return Task.FromResult(records[id]);
        }
    }

    // What is stored goes through JSON, as in a real store.
    private static IntentRecord Durable(IntentRecord record) =>
        JsonSerializer.Deserialize<IntentRecord>(JsonSerializer.Serialize(record, IntentJson.Options), IntentJson.Options)!;
}

internal sealed class FakeAudit(Plug plug) : IAuditLog
{
    private readonly List<AuditLine> lines = [];

    public IReadOnlyList<AuditLine> Lines
    {
        get { lock (lines) return [.. lines]; }
    }

    public Task<AuditLine> AppendAsync(string kind, string actor, string subject, object data, CancellationToken cancellationToken)
    {
        lock (lines)
        {
            plug.Tick();
            var line = new AuditLine(lines.Count + 1, DateTimeOffset.UnixEpoch, kind, actor, subject, JsonSerializer.Serialize(data, IntentJson.Options), "");
            lines.Add(line);
            return Task.FromResult(line);
        }
    }

    public IReadOnlyList<AuditLine> Read(long after, int limit) => [.. Lines.Where(l => l.Sequence > after).Take(limit)];

    public IReadOnlyList<AuditLine> Newest(int limit) => [.. Lines.Reverse().Take(limit)];

    public IDisposable Subscribe(Action<AuditLine> onLine) => throw new NotSupportedException();
}

internal sealed class FakeJournal(Plug plug) : IEnactmentJournal
{
    private readonly Dictionary<string, JournalEntry> entries = [];

    public IReadOnlyCollection<JournalEntry> Entries
    {
        get { lock (entries) return [.. entries.Values]; }
    }

    public Task SaveAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        lock (entries)
        {
            plug.Tick();
            entries[entry.Id] = entry;
            plug.Tick();
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<JournalEntry> Open()
    {
        lock (entries) return [.. entries.Values.Where(e => e.State is not ("done" or "rolled-back"))];
    }
}

/// <summary>A durable queue that runs when told to; a job that was running when the plug was pulled is queued again.</summary>
internal sealed class FakeQueue : IJobQueue
{
    private readonly Lock gate = new();
    private readonly List<(string Kind, long Id)> jobs = [];

    public int Count
    {
        get { lock (gate) return jobs.Count; }
    }

    public void EnqueuePlanning(long intentId) => Add("plan", intentId);

    public void EnqueueEnactment(long intentId) => Add("enact", intentId);

    public void EnqueueProof(long intentId) => Add("prove", intentId);

    public (string Kind, long Id)? Peek()
    {
        lock (gate) return jobs.Count == 0 ? null : jobs[0];
    }

    public void Complete((string Kind, long Id) job)
    {
        lock (gate) jobs.Remove(job);
    }

    private void Add(string kind, long id)
    {
        lock (gate) jobs.Add((kind, id));
    }
}
