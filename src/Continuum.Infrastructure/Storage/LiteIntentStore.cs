using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Infrastructure.Storage;

/// <summary>Intents in the console's store. Versions and times of change are set here.</summary>
public sealed class LiteIntentStore : IIntentStore
{
    private readonly DocumentCollection<long, IntentRecord> intents;
    private readonly TimeProvider time;
    private readonly Subscribers<IntentRecord> subscribers = new();

    /// <summary>Reads what is stored; <paramref name="onChange"/> is called with every record once it is on disk, in order.</summary>
    /// <exception cref="StorageException">A stored intent cannot be read.</exception>
    public LiteIntentStore(ConsoleDatabase database, TimeProvider time, Action<IntentRecord>? onChange = null)
    {
        intents = database.Collection<long, IntentRecord>("intents", i => i.Id);
        this.time = time;
        if (onChange is not null) subscribers.Add(onChange);
    }

    /// <summary>Calls back with every record once it is on disk, in order, on the writer: be quick. Dispose to stop.</summary>
    public IDisposable Subscribe(Action<IntentRecord> onChange) => subscribers.Add(onChange);

    /// <inheritdoc/>
    public Task<IntentRecord> AddAsync(Func<long, IntentRecord> create, CancellationToken cancellationToken) =>
        intents.AddAsync(highest => Stamp(create(highest + 1), highest + 1, 1), subscribers.Publish, cancellationToken);

    /// <inheritdoc/>
    public IntentRecord? Find(long id) => intents.Find(id);

    /// <inheritdoc/>
    public IReadOnlyList<IntentRecord> All() => intents.All();

    /// <inheritdoc/>
    public async Task<IntentRecord> UpdateAsync(long id, Func<IntentRecord, IntentRecord?> change, CancellationToken cancellationToken) =>
        (await intents.UpdateAsync(
            id,
            before =>
            {
                if (before is null) throw new KeyNotFoundException($"There is no intent {id}.");
                return change(before) is { } after && !ReferenceEquals(after, before) ? Stamp(after, id, before.Version + 1) : null;
            },
            changed => subscribers.Publish(changed!),
            cancellationToken).ConfigureAwait(false))!;

    private IntentRecord Stamp(IntentRecord record, long id, long version) =>
        record.Id == id
            ? record with { Version = version, UpdatedAt = time.GetUtcNow() }
            : throw new InvalidOperationException($"Intent {id} cannot become intent {record.Id}.");
}
