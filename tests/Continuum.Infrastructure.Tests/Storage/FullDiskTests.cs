using Continuum.Infrastructure.Storage;

namespace Continuum.Infrastructure.Tests.Storage;

/// <summary>A disk that takes no more: here a limit on the size of files, which a process can be given without rights.</summary>
public sealed class FullDiskTests : IDisposable
{
    // In units of 512 bytes; without the trap the signal would end the process, as a full disk does not. The runtime maps
    // its code through a file larger than the limit unless it is told not to.
    private const string Limit = "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 1000;";

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task The_store_refuses_clearly_reads_on_and_has_what_it_acknowledged()
    {
        var lines = await RunAsync("fill-store");
        var refused = Assert.Single(lines, l => l.StartsWith("refused ", StringComparison.Ordinal));
        Assert.Contains(temp.File("c.db"), refused, StringComparison.Ordinal);
        Assert.Contains("Free space", refused, StringComparison.Ordinal);
        var acknowledged = lines.Count(l => l == "stored");
        Assert.True(acknowledged > 10);
        Assert.Contains($"reads {acknowledged}", lines);

        await using var database = ConsoleDatabase.Open(temp.File("c.db"));
        var store = new LiteIntentStore(database, TimeProvider.System);
        Assert.InRange(store.All().Count, acknowledged, acknowledged + 1);
        Assert.Equal(store.All().Count + 1, (await store.AddAsync(id => Intents.New(id), TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task The_audit_log_refuses_clearly_and_stays_whole()
    {
        var lines = await RunAsync("fill-audit");
        Assert.Contains(temp.File("audit.jsonl"), Assert.Single(lines, l => l.StartsWith("refused ", StringComparison.Ordinal)), StringComparison.Ordinal);
        var acknowledged = lines.Count(l => l == "stored");
        Assert.Contains("small stored", lines);
        var verified = AuditVerifier.Verify(temp.File("audit.jsonl"), TestContext.Current.CancellationToken);
        Assert.True(verified.Ok, verified.Detail);
        Assert.Equal(acknowledged + 1, verified.Lines);
    }

    [Fact]
    public async Task A_store_whose_disk_has_no_reserve_left_refuses_before_it_touches_the_file()
    {
        await using var database = ConsoleDatabase.Open(temp.File("c.db"), reserve: 1L << 60);
        var store = new LiteIntentStore(database, TimeProvider.System);
        var before = await File.ReadAllBytesAsync(temp.File("c.db"), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<StorageException>(() => store.AddAsync(id => Intents.New(id), TestContext.Current.CancellationToken));
        Assert.Contains("is full", error.Message, StringComparison.Ordinal);
        Assert.Empty(store.All());
        Assert.Equal(before, await File.ReadAllBytesAsync(temp.File("c.db"), TestContext.Current.CancellationToken));
    }

    private async Task<List<string>> RunAsync(string part)
    {
        using var child = Children.StartUnder(Limit, part, [temp.Path]);
        var lines = new List<string>();
        while (await child.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        await child.WaitForExitAsync();
        Assert.Equal(0, child.ExitCode);
        return lines;
    }

    internal static async Task FillStoreAsync(string[] args)
    {
        await using var database = ConsoleDatabase.Open(Path.Combine(args[0], "c.db"));
        var store = new LiteIntentStore(database, TimeProvider.System);
        try
        {
            while (true)
            {
                await store.AddAsync(id => Intents.New(id, new string('.', 3000)), default);
                Console.WriteLine("stored");
            }
        }
        catch (StorageException e)
        {
            Console.WriteLine("refused " + e.Message);
        }

        // Twice, so that an engine that was opened again after the error is tried as well.
        try
        {
            await store.AddAsync(id => Intents.New(id, new string('.', 300_000)), default);
        }
        catch (StorageException)
        {
        }

        Console.WriteLine($"reads {store.All().Count}");
    }

    internal static async Task FillAuditAsync(string[] args)
    {
        await using var log = AuditLog.Open(Path.Combine(args[0], "audit.jsonl"), TimeProvider.System);
        try
        {
            while (true)
            {
                await log.AppendAsync("step", "ada", "intent 1", new { text = new string('.', 9000) }, default);
                Console.WriteLine("stored");
            }
        }
        catch (StorageException e)
        {
            Console.WriteLine("refused " + e.Message);
        }

        await log.AppendAsync("step", "ada", "intent 1", new { }, default);
        Console.WriteLine("small stored");
    }
}
