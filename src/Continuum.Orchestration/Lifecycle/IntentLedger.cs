using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>
/// The one place that writes intents: every change of state goes through the table of <see cref="IntentLifecycle"/>,
/// and every change is told to the feed.
/// </summary>
internal sealed class IntentLedger(IIntentStore store, IAuditLog audit, EventFeed feed, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<IntentRecord> All() => store.All();

    public IntentRecord? Find(long id) => store.Find(id);

    public IntentRecord Get(long id) =>
        store.Find(id) ?? throw new IntentRefusedException(
            IntentRefusal.NotFound, string.Create(CultureInfo.InvariantCulture, $"There is no intent {id}. See the list of intents for those there are."));

    public async Task<IntentRecord> AddAsync(Func<long, IntentRecord> create, CancellationToken cancellationToken)
    {
        var record = await store.AddAsync(create, cancellationToken).ConfigureAwait(false);
        Tell(record);
        return record;
    }

    /// <summary>Changes anything but the state; null leaves the record as it is.</summary>
    public async Task<IntentRecord> UpdateAsync(long id, Func<IntentRecord, IntentRecord?> change, CancellationToken cancellationToken)
    {
        var changed = false;
        var record = await store.UpdateAsync(
            id,
            current =>
            {
                var next = change(current);
                if (next is null) return null;
                if (next.State != current.State) throw new InvalidOperationException("States change through MoveAsync only.");
                changed = true;
                return next with { UpdatedAt = Now };
            },
            cancellationToken).ConfigureAwait(false);
        if (changed) Tell(record);
        return record;
    }

    /// <summary>
    /// Takes the intent to another state, with what changes along with it, in one write. Null when the intent was not in
    /// one of the states it may come from, so that a job that comes late does nothing.
    /// </summary>
    public async Task<IntentRecord?> MoveAsync(
        long id, IntentState to, string actor, string? reason, Func<IntentRecord, IntentRecord>? also, Func<IntentRecord, bool>? when,
        CancellationToken cancellationToken)
    {
        var moved = false;
        var record = await store.UpdateAsync(
            id,
            current =>
            {
                moved = IntentLifecycle.Allows(current.State, to) && (when is null || when(current));
                if (!moved) return null;
                var at = Now;
                var next = (also?.Invoke(current) ?? current) with { State = to, Note = reason, UpdatedAt = at };
                return next with { States = [.. current.States, new StateChange(to, at, actor, reason)] };
            },
            cancellationToken).ConfigureAwait(false);
        if (!moved) return null;
        Tell(record);
        return record;
    }

    /// <summary>As <see cref="MoveAsync"/>, for callers that hold the intent's lease and have looked at its state.</summary>
    public async Task<IntentRecord> RequireMoveAsync(
        long id, IntentState to, string actor, string? reason, Func<IntentRecord, IntentRecord>? also, CancellationToken cancellationToken) =>
        await MoveAsync(id, to, actor, reason, also, null, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"Intent {id} is {Find(id)?.State}, from where it cannot become {to}.");

    public Task AuditAsync(string kind, string actor, long id, object data, CancellationToken cancellationToken) =>
        audit.AppendAsync(kind, actor, Subject(id), data, cancellationToken);

    /// <summary>Writes what was done to a service by hand.</summary>
    public Task AuditServiceAsync(string service, string actor, object data, CancellationToken cancellationToken) =>
        audit.AppendAsync("reconfiguration", actor, $"service {service}", data, cancellationToken);

    /// <summary>A short line for whoever watches the intent; not stored.</summary>
    public void Progress(long id, string text) => feed.Publish("intent-progress", Subject(id), new IntentProgress(id, text));

    public void Publish(string kind, long id, object payload) => feed.Publish(kind, Subject(id), payload);

    public static string Subject(long id) => string.Create(CultureInfo.InvariantCulture, $"intent {id}");

    private void Tell(IntentRecord record) => feed.Publish("intent", Subject(record.Id), record);
}

/// <summary>Payload of an intent-progress event.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="Text">A short line.</param>
public sealed record IntentProgress(long IntentId, string Text);
