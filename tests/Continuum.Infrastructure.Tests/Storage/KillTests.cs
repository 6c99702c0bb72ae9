using System.Globalization;
using Continuum.Infrastructure.Storage;

namespace Continuum.Infrastructure.Tests.Storage;

/// <summary>A console that is killed at any moment has everything that it acknowledged.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Intents_survive_kills_at_random_moments()
    {
        var random = new Random(7);
        long acknowledged = 0;
        for (var round = 0; round < 4; round++)
        {
            acknowledged = await KillAfterAsync("write-intents", random.Next(1, 150), acknowledged);
            await using var database = ConsoleDatabase.Open(temp.File("c.db"));
            var store = new LiteIntentStore(database, TimeProvider.System);
            var all = store.All();
            Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(i => i.Id));
            Assert.InRange(all.Count, acknowledged, long.MaxValue);
            Assert.All(all.Take((int)acknowledged), i => Assert.Equal(($"text {i.Id}", 2L), (i.Text, i.Version)));
            acknowledged = all.Count(i => i.Version == 2);
        }
    }

    [Fact]
    public async Task Audit_lines_survive_kills_and_the_chain_holds()
    {
        var random = new Random(11);
        long acknowledged = 0;
        for (var round = 0; round < 4; round++)
        {
            acknowledged = await KillAfterAsync("write-audit", random.Next(1, 150), acknowledged);
            // The record beside the log is never ahead of it, so no kill looks like tampering.
            await using (AuditLog.Open(temp.File("audit.jsonl"), TimeProvider.System))
            {
            }

            var verified = AuditVerifier.Verify(temp.File("audit.jsonl"), TestContext.Current.CancellationToken);
            Assert.True(verified.Ok, verified.Detail);
            Assert.InRange(verified.Lines, acknowledged, long.MaxValue);
            acknowledged = verified.Lines;
        }
    }

    // Kills the child once it has acknowledged that many more; returns the highest number that it printed.
    private async Task<long> KillAfterAsync(string part, int lines, long before)
    {
        using var child = Children.Start(part, temp.Path, (before + 1).ToString(CultureInfo.InvariantCulture));
        var highest = before;
        for (var i = 0; i < lines; i++) highest = long.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        child.Kill();
        // What was printed before the kill was acknowledged too.
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var number)) highest = number;
        }

        await child.WaitForExitAsync();
        return highest;
    }

    internal static async Task WriteIntentsAsync(string[] args)
    {
        await using var database = ConsoleDatabase.Open(Path.Combine(args[0], "c.db"));
        var store = new LiteIntentStore(database, TimeProvider.System);
        foreach (var half in store.All().Where(i => i.Version == 1)) await store.UpdateAsync(half.Id, r => r with { Text = $"text {r.Id}" }, default);
        while (true)
        {
            var added = await store.AddAsync(id => Intents.New(id, new string('.', 2000)), default);
            await store.UpdateAsync(added.Id, r => r with { Text = $"text {r.Id}" }, default);
            Console.WriteLine(added.Id);
        }
    }

    internal static async Task WriteAuditAsync(string[] args)
    {
        await using var log = AuditLog.Open(Path.Combine(args[0], "audit.jsonl"), TimeProvider.System);
        while (true) Console.WriteLine((await log.AppendAsync("step", "ada", "intent 1", new { text = new string('.', 500) }, default)).Sequence);
    }
}
