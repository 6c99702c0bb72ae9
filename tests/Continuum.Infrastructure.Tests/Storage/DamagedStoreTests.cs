using Continuum.Infrastructure.Storage;

namespace Continuum.Infrastructure.Tests.Storage;

public sealed class DamagedStoreTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("garbage")]
    [InlineData("header")]
    [InlineData("middle")]
    [InlineData("short by pages")]
    [InlineData("short in a page")]
    public async Task A_damaged_file_is_named_and_left_as_it_is(string damage)
    {
        var path = temp.File("continuum.db");
        await using (var database = ConsoleDatabase.Open(path))
        {
            var store = new LiteIntentStore(database, TimeProvider.System);
            // Enough for a checkpoint, so that the documents are in the file itself.
            for (var i = 0; i < 400; i++) await store.AddAsync(id => Intents.New(id, new string('.', 7000)), Token);
        }

        foreach (var log in Directory.GetFiles(temp.Path, "*-log.db")) File.Delete(log);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        Assert.True(bytes.Length > 1 << 20);
        bytes = damage switch
        {
            "garbage" => [.. Enumerable.Range(0, 30_000).Select(i => (byte)(i * 31))],
            "header" => [.. Enumerable.Repeat((byte)0xAB, 4096), .. bytes[4096..]],
            "middle" => [.. bytes[..200_000], .. Enumerable.Repeat((byte)0xCD, 400_000), .. bytes[600_000..]],
            "short by pages" => bytes[..(bytes.Length / 16384 * 8192)],
            _ => bytes[..((bytes.Length / 16384 * 8192) + 4096)],
        };
        await File.WriteAllBytesAsync(path, bytes, Token);

        var error = Assert.Throws<StorageException>(() => ConsoleDatabase.Open(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("left as it is", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task A_document_of_another_version_is_named()
    {
        await using (var database = ConsoleDatabase.Open(temp.File("c.db")))
        {
            await database.Collection<Other>("intents", o => o.Id).UpsertAsync(new Other("x"), Token);
        }

        await using var again = ConsoleDatabase.Open(temp.File("c.db"));
        var error = Assert.Throws<StorageException>(() => again.Collection<Demanding>("intents", o => o.Id));
        Assert.Contains("intents \"x\"", error.Message, StringComparison.Ordinal);
    }

    private sealed record Other(string Id);

    private sealed record Demanding
    {
        public required string Id { get; init; }

        public required string Must { get; init; }
    }
}
