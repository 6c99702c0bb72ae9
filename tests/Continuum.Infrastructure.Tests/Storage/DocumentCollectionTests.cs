using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Stores;

namespace Continuum.Infrastructure.Tests.Storage;

public sealed class DocumentCollectionTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed record Note(string Id, int Value);

    [Fact]
    public async Task Keys_differ_by_case_and_deletes_last()
    {
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            var notes = database.Collection<Note>("notes", n => n.Id);
            await notes.UpsertAsync(new Note("a", 1), Token);
            await notes.UpsertAsync(new Note("A", 2), Token);
            await notes.UpsertAsync(new Note("b", 3), Token);
            Assert.True(await notes.DeleteAsync("b", Token));
            Assert.False(await notes.DeleteAsync("b", Token));
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        Assert.Equal([new Note("A", 2), new Note("a", 1)], again.Collection<Note>("notes", n => n.Id).All());
    }

    [Fact]
    public async Task Updates_are_atomic_and_start_from_nothing()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var notes = database.Collection<Note>("notes", n => n.Id);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => notes.UpdateAsync("n", n => new Note("n", (n?.Value ?? 0) + 1), Token))));
        Assert.Equal(64, notes.Find("n")!.Value);
        Assert.Null(await notes.UpdateAsync("other", n => n, Token));
    }

    [Fact]
    public async Task Two_collections_written_at_once_do_not_mix()
    {
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            var left = database.Collection<Note>("left", n => n.Id);
            var right = database.Collection<Note>("right", n => n.Id);
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => (i % 2 == 0 ? left : right).UpsertAsync(new Note($"{i}", i), Token))));
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => i * 2), again.Collection<Note>("left", n => n.Id).All().Select(n => n.Value).Order());
        Assert.Equal(Enumerable.Range(0, 150).Select(i => i * 2 + 1), again.Collection<Note>("right", n => n.Id).All().Select(n => n.Value).Order());
    }

    [Fact]
    public async Task The_journal_lists_what_is_open()
    {
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            var journal = new LiteEnactmentJournal(database);
            await journal.SaveAsync(new JournalEntry("a", 1, "open", "{}"), Token);
            await journal.SaveAsync(new JournalEntry("b", 2, "open", "{}"), Token);
            await journal.SaveAsync(new JournalEntry("c", 3, "rolled-back", "{}"), Token);
            await journal.SaveAsync(new JournalEntry("a", 1, "done", "{}"), Token);
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        Assert.Equal(["b"], new LiteEnactmentJournal(again).Open().Select(e => e.Id));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var database = ConsoleDatabase.Open(temp.File("c.db"));
        var notes = database.Collection<Note>("notes", n => n.Id);
        await database.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => notes.UpsertAsync(new Note("a", 1), Token));
    }
}
