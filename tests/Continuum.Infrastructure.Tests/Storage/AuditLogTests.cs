using System.Text;
using Continuum.Infrastructure.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Continuum.Infrastructure.Tests.Storage;

public sealed class AuditLogTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-01T10:00:00Z", null));

    private string Path => temp.File("audit.jsonl");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => temp.Dispose();

    private async Task WriteAsync(int lines)
    {
        await using var log = AuditLog.Open(Path, time);
        for (var i = 1; i <= lines; i++) await log.AppendAsync("message", "ada", $"intent {i}", new { text = $"entry {i}, with \"quotes\" and ümlauts\n" }, Token);
    }

    [Fact]
    public async Task Lines_count_from_1_over_restarts_and_verify()
    {
        await WriteAsync(3);
        await WriteAsync(2);
        Assert.Equal((true, 5L), (AuditVerifier.Verify(Path, Token).Ok, AuditVerifier.Verify(Path, Token).Lines));
        await using var log = AuditLog.Open(Path, time);
        Assert.Equal([1L, 2, 3, 4, 5], log.Read(0, 100).Select(l => l.Sequence));
        Assert.Equal([5L, 4], log.Newest(2).Select(l => l.Sequence));
        Assert.Equal([3L, 4], log.Read(2, 2).Select(l => l.Sequence));
        Assert.Empty(log.Read(5, 10));
        Assert.Equal("intent 2", log.Read(1, 1)[0].Subject);
    }

    [Fact]
    public async Task Concurrent_appends_are_chained_without_gaps_and_announced_in_order()
    {
        await using var log = AuditLog.Open(Path, time);
        var heard = new List<long>();
        using (log.Subscribe(l => heard.Add(l.Sequence)))
        {
            await Task.WhenAll(Enumerable.Range(0, 700).Select(i => Task.Run(() => log.AppendAsync("step", "ada", "x", new { i }, Token))));
        }

        Assert.Equal(Enumerable.Range(1, 700).Select(i => (long)i), heard);
        // Across the steps of the index.
        foreach (var after in new[] { 0, 254, 255, 256, 257, 511, 512, 513, 699 })
        {
            Assert.Equal(after + 1, log.Read(after, 1)[0].Sequence);
        }

        await log.DisposeAsync();
        await using var again = AuditLog.Open(Path, time);
        Assert.Equal(513, again.Read(512, 1)[0].Sequence);
        Assert.Equal(700, AuditVerifier.Verify(Path, Token).Lines);
    }

    [Fact]
    public async Task A_file_that_is_open_for_writing_can_be_verified()
    {
        await using var log = AuditLog.Open(Path, time);
        await log.AppendAsync("step", "ada", "x", new { }, Token);
        Assert.True(AuditVerifier.Verify(Path, Token).Ok);
    }

    [Fact]
    public async Task Data_that_is_no_object_is_wrapped_and_data_that_cannot_be_written_is_the_callers_error()
    {
        await using var log = AuditLog.Open(Path, time);
        Assert.Equal("{\"value\":7}", (await log.AppendAsync("x", "a", "b", 7, Token)).Data);
        await Assert.ThrowsAnyAsync<Exception>(() => log.AppendAsync("x", "a", "b", new { f = (Action)(() => { }) }, Token));
        Assert.Equal(2, (await log.AppendAsync("x", "a", "b", new { }, Token)).Sequence);
        Assert.Equal(log.Read(0, 1)[0].Hash, AuditFormat.StatedHash(Encoding.UTF8.GetBytes(File.ReadLines(Path).First())));
    }

    [Theory]
    [InlineData("change a text", 4)]
    [InlineData("change an actor", 4)]
    [InlineData("remove a line", 4)]
    [InlineData("swap two lines", 4)]
    [InlineData("repeat a line", 5)]
    [InlineData("change a hash", 4)]
    [InlineData("forge a line and its hash", 5)]
    [InlineData("forge a line and the whole chain after it", 10)]
    [InlineData("cut off the end", 8)]
    [InlineData("cut off half a line", 10)]
    [InlineData("insert an empty line", 4)]
    [InlineData("empty the file", 1)]
    public async Task Tampering_is_found_at_its_line(string how, long line)
    {
        await WriteAsync(10);
        var lines = (await File.ReadAllLinesAsync(Path, Token)).ToList();
        switch (how)
        {
            case "change a text": lines[3] = lines[3].Replace("entry 4", "entry 5", StringComparison.Ordinal); break;
            case "change an actor": lines[3] = lines[3].Replace("ada", "bob", StringComparison.Ordinal); break;
            case "remove a line": lines.RemoveAt(3); break;
            case "swap two lines": (lines[3], lines[4]) = (lines[4], lines[3]); break;
            case "repeat a line": lines.Insert(4, lines[3]); break;
            case "change a hash": lines[3] = lines[3][..^3] + "x\"}"; break;
            case "forge a line and its hash": Forge(lines, 3, 1); break;
            case "forge a line and the whole chain after it": Forge(lines, 3, 7); break;
            case "cut off the end": lines.RemoveRange(7, 3); break;
            case "insert an empty line": lines.Insert(3, ""); break;
            case "empty the file": lines.Clear(); break;
        }

        var text = string.Concat(lines.Select(l => l + "\n"));
        await File.WriteAllTextAsync(Path, how == "cut off half a line" ? text[..^40] : text, Token);
        var verified = AuditVerifier.Verify(Path, Token);
        Assert.Equal((false, line), (verified.Ok, verified.BrokenLine));
    }

    [Fact]
    public async Task Cutting_off_the_end_stays_known_when_a_console_goes_on_with_the_file()
    {
        await WriteAsync(5);
        await File.WriteAllLinesAsync(Path, (await File.ReadAllLinesAsync(Path, Token)).Take(3), Token);
        await WriteAsync(4);
        var verified = AuditVerifier.Verify(Path, Token);
        Assert.Equal((false, 4L), (verified.Ok, verified.BrokenLine));
        Assert.Contains("\"had\":5", verified.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_record_beside_it_the_chain_is_checked_and_the_limit_said()
    {
        await WriteAsync(5);
        File.Delete(Path + ".head");
        var verified = AuditVerifier.Verify(Path, Token);
        Assert.True(verified.Ok);
        Assert.Contains("would not be noticed", verified.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_last_line_is_kept_aside_and_recorded()
    {
        await WriteAsync(3);
        await File.AppendAllTextAsync(Path, "{\"sequence\":4,\"at\":", Token);
        Assert.False(AuditVerifier.Verify(Path, Token).Ok);
        await using (var log = AuditLog.Open(Path, time))
        {
            await log.AppendAsync("step", "ada", "x", new { }, Token);
            Assert.Equal(["audit", "step"], log.Read(3, 10).Select(l => l.Kind));
        }

        Assert.Equal("{\"sequence\":4,\"at\":", await File.ReadAllTextAsync(Path + ".torn-20260301T100000000", Token));
        Assert.Equal((true, 5L), (AuditVerifier.Verify(Path, Token).Ok, AuditVerifier.Verify(Path, Token).Lines));
    }

    [Fact]
    public async Task A_last_line_that_is_none_stops_the_start_and_is_left()
    {
        await WriteAsync(2);
        await File.AppendAllTextAsync(Path, "hello\n", Token);
        var before = await File.ReadAllTextAsync(Path, Token);
        Assert.Contains(Path, Assert.Throws<StorageException>(() => AuditLog.Open(Path, time)).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path, Token));
    }

    // Someone who knows the format recomputes the hashes of some lines.
    private static void Forge(List<string> lines, int at, int count)
    {
        lines[at] = lines[at].Replace("entry 4", "entry 9", StringComparison.Ordinal);
        for (var i = at; i < at + count; i++)
        {
            var before = AuditFormat.StatedHash(Encoding.UTF8.GetBytes(lines[i - 1]))!;
            var stated = AuditFormat.StatedHash(Encoding.UTF8.GetBytes(lines[i]))!;
            lines[i] = lines[i].Replace(stated, AuditFormat.ExpectedHash(before, Encoding.UTF8.GetBytes(lines[i])), StringComparison.Ordinal);
        }
    }
}
