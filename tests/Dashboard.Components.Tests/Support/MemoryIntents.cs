using Continuum.Orchestration.Events;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Dashboard.Components.Tests.Support;

internal sealed class MemoryIntents(EventFeed events) : IIntentStore
{
    private readonly Lock gate = new();
    private readonly List<IntentRecord> records = [];

    public Task<IntentRecord> AddAsync(Func<long, IntentRecord> create, CancellationToken cancellationToken)
    {
        IntentRecord record;
        lock (gate) records.Add(record = create(records.Count + 1));
        events.Publish("intent", $"intent {record.Id}", record);
        return Task.FromResult(record);
    }

    public IntentRecord? Find(long id)
    {
        lock (gate) return records.FirstOrDefault(r => r.Id == id);
    }

    public IReadOnlyList<IntentRecord> All()
    {
        lock (gate) return [.. records];
    }

    public Task<IntentRecord> UpdateAsync(long id, Func<IntentRecord, IntentRecord?> change, CancellationToken cancellationToken)
    {
        IntentRecord record;
        lock (gate)
        {
            var at = records.FindIndex(r => r.Id == id);
            if (at < 0) throw new KeyNotFoundException($"No intent {id}.");
            record = change(records[at]) is { } next ? next with { Version = records[at].Version + 1 } : records[at];
            records[at] = record;
        }

        events.Publish("intent", $"intent {id}", record);
        return Task.FromResult(record);
    }
}

/// <summary>Notes what was asked and refuses what it is told to refuse.</summary>
internal sealed class FakeIntentService(MemoryIntents store) : IIntentService
{
    public List<string> Calls { get; } = [];

    public string? Refusal { get; set; }

    public Func<long, string, string, Task<IntentRecord>>? OnApprove { get; set; }

    public Func<string, string, Task<IntentRecord>>? OnSubmit { get; set; }

    public Task<IntentRecord> SubmitAsync(string text, string actor, string origin, CancellationToken cancellationToken)
    {
        Note($"submit {actor} {text}");
        return OnSubmit?.Invoke(text, actor) ?? store.AddAsync(id => Records.Received(id, text, actor), cancellationToken);
    }

    public Task<IntentRecord> ReplyAsync(long id, string text, string actor, CancellationToken cancellationToken) => Done($"reply {id} {actor} {text}", id);

    public Task<IntentRecord> ApproveAsync(long id, string planHash, string actor, CancellationToken cancellationToken) =>
        OnApprove is null ? Done($"approve {id} {planHash} {actor}", id) : OnApprove(id, planHash, actor);

    public Task<IntentRecord> DeclineAsync(long id, string? reason, string actor, CancellationToken cancellationToken) => Done($"decline {id} {reason} {actor}", id);

    public Task<IntentRecord> WithdrawAsync(long id, string actor, CancellationToken cancellationToken) => Done($"withdraw {id} {actor}", id);

    public Task<IntentRecord> ReplanAsync(long id, string actor, CancellationToken cancellationToken) => Done($"replan {id} {actor}", id);

    public Task<IntentRecord> CancelAsync(long id, string actor, CancellationToken cancellationToken) => Done($"cancel {id} {actor}", id);

    private Task<IntentRecord> Done(string call, long id)
    {
        Note(call);
        return Task.FromResult(store.Find(id)!);
    }

    private void Note(string call)
    {
        if (Refusal is not null) throw new IntentRefusedException(IntentRefusal.WrongState, Refusal);
        Calls.Add(call);
    }
}
