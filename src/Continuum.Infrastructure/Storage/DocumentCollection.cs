using System.Collections.Concurrent;
using System.Text.Json;
using Continuum.Core.Intents;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Continuum.Infrastructure.Storage;

/// <summary>
/// Documents of one type under a key, which is text or a whole number. They are kept in memory and must not be changed
/// after they were stored or read: store a new one. Awaited writes are on disk.
/// </summary>
public sealed class DocumentCollection<TKey, T> : IMutationSource
    where TKey : notnull
    where T : class
{
    private readonly ConsoleDatabase database;
    private readonly string name;
    private readonly Func<T, TKey> keyOf;
    private readonly ConcurrentDictionary<TKey, T> stored = new();
    private readonly Dictionary<TKey, T?> prepared = [];

    internal DocumentCollection(ConsoleDatabase database, string name, Func<T, TKey> keyOf, IReadOnlyList<(BsonValue Id, string Json)> documents)
    {
        this.database = database;
        this.name = name;
        this.keyOf = keyOf;
        foreach (var (id, json) in documents) stored[FromId(id)] = Read(id, json);
    }

    /// <summary>How many.</summary>
    public int Count => stored.Count;

    /// <summary>The document, or null.</summary>
    public T? Find(TKey key) => stored.GetValueOrDefault(key);

    /// <summary>All of them, in the order of their keys.</summary>
    public IReadOnlyList<T> All() => [.. stored.OrderBy(p => p.Key, KeyOrder).Select(p => p.Value)];

    /// <summary>Stores the document under its key, in the place of the one before.</summary>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public Task UpsertAsync(T document, CancellationToken cancellationToken = default) =>
        UpdateAsync(keyOf(document), _ => document, cancellationToken);

    /// <summary>Removes the document; false when there was none.</summary>
    /// <exception cref="StorageException">It could not be removed.</exception>
    public Task<bool> DeleteAsync(TKey key, CancellationToken cancellationToken = default) => WriteAsync<bool>(
        () => Current(key) is null ? (false, []) : (true, [Prepare(key, null)]), null, cancellationToken);

    /// <summary>
    /// Replaces the document (null when there is none) by what the function makes of it, atomically; null leaves it.
    /// Returns what is stored afterwards. The function runs on the writer: it must be quick and touch no store.
    /// </summary>
    /// <exception cref="StorageException">It could not be stored.</exception>
    public Task<T?> UpdateAsync(TKey key, Func<T?, T?> change, CancellationToken cancellationToken = default) =>
        UpdateAsync(key, change, null, cancellationToken);

    internal Task<T?> UpdateAsync(TKey key, Func<T?, T?> change, Action<T?>? onDurable, CancellationToken cancellationToken) => WriteAsync<T?>(
        () =>
        {
            var before = Current(key);
            if (change(before) is not { } after || ReferenceEquals(before, after)) return (before, []);
            if (!EqualityComparer<TKey>.Default.Equals(keyOf(after), key))
            {
                throw new InvalidOperationException($"A document of {name} cannot change its key from {key} to {keyOf(after)}.");
            }

            return (after, [Prepare(key, after)]);
        },
        onDurable,
        cancellationToken);

    /// <summary>Stores a document under a key that the writer chooses from the highest one so far.</summary>
    internal Task<T> AddAsync(Func<TKey?, T> create, Action<T>? onDurable, CancellationToken cancellationToken) => WriteAsync(
        () =>
        {
            var keys = stored.Keys.Concat(prepared.Keys).ToList();
            var document = create(keys.Count == 0 ? default : keys.Max(KeyOrder));
            if (Current(keyOf(document)) is not null) throw new InvalidOperationException($"{name} already holds a document {keyOf(document)}.");
            return (document, [Prepare(keyOf(document), document)]);
        },
        onDurable,
        cancellationToken);

    string? IMutationSource.Acknowledged(BsonValue id) =>
        stored.TryGetValue(FromId(id), out var document) ? JsonSerializer.Serialize(document, IntentJson.Options) : null;

    void IMutationSource.Accept()
    {
        foreach (var (key, document) in prepared)
        {
            if (document is null) stored.TryRemove(key, out _);
            else stored[key] = document;
        }

        prepared.Clear();
    }

    void IMutationSource.Reject() => prepared.Clear();

    private static IComparer<TKey> KeyOrder => typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;

    private Task<TResult> WriteAsync<TResult>(
        Func<(TResult Result, IReadOnlyList<Mutation> Mutations)> work, Action<TResult>? onDurable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new PendingWrite<TResult>(work, onDurable, cancellationToken);
        database.Enqueue(write);
        return write.Task;
    }

    private T? Current(TKey key) => prepared.TryGetValue(key, out var document) ? document : stored.GetValueOrDefault(key);

    private Mutation Prepare(TKey key, T? document)
    {
        // Serialise first: a document that cannot be is the caller's error alone and leaves nothing prepared.
        var json = document is null ? null : JsonSerializer.Serialize(document, IntentJson.Options);
        prepared[key] = document;
        return new Mutation(this, name, ToId(key), json);
    }

    private T Read(BsonValue id, string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, IntentJson.Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StorageException(
                $"The store file {database.Path} holds a document that this version cannot read ({name} {id}: {e.Message}). It was left as it is. Start the version that wrote it, or move the file elsewhere to start with an empty store.", e);
        }
    }

    private static BsonValue ToId(TKey key) => key switch
    {
        string text => new BsonValue(text),
        long number => new BsonValue(number),
        _ => throw new NotSupportedException($"Keys are text or whole numbers, not {typeof(TKey).Name}."),
    };

    private static TKey FromId(BsonValue id) => typeof(TKey) == typeof(long) ? (TKey)(object)id.AsInt64 : (TKey)(object)id.AsString;
}
