using Continuum.Orchestration.Stores;

namespace Continuum.Infrastructure.Storage;

/// <summary>The journal of enactments in the console's store.</summary>
/// <exception cref="StorageException">A stored entry cannot be read.</exception>
public sealed class LiteEnactmentJournal(ConsoleDatabase database) : IEnactmentJournal
{
    private static readonly string[] Closed = ["done", "rolled-back"];

    private readonly DocumentCollection<string, JournalEntry> entries = database.Collection<JournalEntry>("enactments", e => e.Id);

    /// <inheritdoc/>
    public Task SaveAsync(JournalEntry entry, CancellationToken cancellationToken) => entries.UpsertAsync(entry, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<JournalEntry> Open() => [.. entries.All().Where(e => !Closed.Contains(e.State))];
}
