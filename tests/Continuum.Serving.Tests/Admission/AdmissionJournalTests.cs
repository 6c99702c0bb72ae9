using Continuum.Serving.Admission;
using Continuum.Serving.Admission.Journal;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Admission;

public sealed class AdmissionJournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => folder.File("admission.journal");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_admitted_and_not_ended_is_found_again_with_all_that_decides_its_tokens()
    {
        var request = Request("a", 40) with { DataClass = "phi", Stop = ["x", "\ud83d\ude00"], Sampling = new SamplingParameters { Seed = ulong.MaxValue, Temperature = 0.7, TopP = 0.9, TopK = 3, MaxTokens = 99, IgnoreEos = true } };
        await using (var journal = Open())
        {
            await journal.AppendAsync(request);
            await journal.AppendAsync(Request("b", 3));
            await journal.AppendAsync(Request("c", 3));
            journal.End(Request("b", 3), answered: true);
            journal.End(Request("c", 3), answered: false);
        }

        await using var again = Open();
        var found = Assert.Single(again.Recovered.Open);
        Assert.Equal(request.Prompt, found.Prompt);
        Assert.Equal(request.Stop, found.Stop);
        Assert.Equal((request.Sampling with { StopTokens = [] }).ToString(), (found.Sampling with { StopTokens = [] }).ToString());
        Assert.Equal(("a", "phi", "tenant"), (found.Id, found.DataClass, found.Tenant));
        Assert.Equal("b", Assert.Single(again.Recovered.Answered).Id);
    }

    [Fact]
    public async Task A_tail_torn_anywhere_is_cut_and_what_follows_it_is_sound()
    {
        await using (var journal = Open())
            for (var i = 0; i < 3; i++) await journal.AppendAsync(Request($"r{i}", 5));
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        var record = whole.Length / 3;
        for (var cut = 2 * record; cut < whole.Length; cut += 7)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..cut]);
            await using (var journal = Open())
            {
                Assert.Equal(["r0", "r1"], journal.Recovered.Open.Select(r => r.Id));
                await journal.AppendAsync(Request("after", 5));
            }
            await using var again = Open();
            Assert.Equal(["r0", "r1", "after"], again.Recovered.Open.Select(r => r.Id));
        }
    }

    [Fact]
    public async Task A_flipped_bit_ends_the_sound_part()
    {
        await using (var journal = Open())
            for (var i = 0; i < 3; i++) await journal.AppendAsync(Request($"r{i}", 5));
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes[^3] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        await using var again = Open();
        Assert.Equal(["r0", "r1"], again.Recovered.Open.Select(r => r.Id));
    }

    [Fact]
    public async Task A_crowd_shares_flushes()
    {
        using var gate = new ManualResetEventSlim();
        await using var journal = AdmissionJournal.Open(File, 1 << 20, 10, (path, mode) => new Disk(path, mode) { BeforeWrite = () => gate.Wait() });
        var first = journal.AppendAsync(Request("first", 4));
        var crowd = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(Request($"r{i}", 4))).ToArray();
        Assert.False(first.IsCompleted);
        gate.Set();
        await Task.WhenAll(crowd);
        Assert.InRange(journal.Flushes, 1, 2);
    }

    [Fact]
    public async Task It_stays_within_its_bound_and_keeps_what_is_open()
    {
        const int Bound = 64 * 1024;
        await using (var journal = AdmissionJournal.Open(File, Bound, 10))
        {
            await journal.AppendAsync(Request("open", 50));
            for (var i = 0; i < 1000; i++)
            {
                await journal.AppendAsync(Request($"r{i}", 50));
                journal.End(Request($"r{i}", 50), answered: true);
                Assert.InRange(new FileInfo(File).Length, 1, Bound);
            }
        }
        await using var again = AdmissionJournal.Open(File, Bound, 10);
        Assert.Contains(again.Recovered.Open, r => r.Id == "open");
        Assert.True(again.Recovered.Open.Count <= 2);
        Assert.Contains(again.Recovered.Answered, r => r.Id == "r998");
    }

    [Fact]
    public async Task More_open_requests_than_it_may_hold_are_refused()
    {
        await using var journal = AdmissionJournal.Open(File, 64 * 1024, 10);
        var refused = await Assert.ThrowsAsync<JournalFullException>(async () => { for (var i = 0; i < 1000; i++) await journal.AppendAsync(Request($"r{i}", 50)); });
        Assert.Contains("open requests", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public async Task A_full_disk_refuses_and_leaves_nothing_half_written(int written)
    {
        Disk? disk = null;
        await using (var journal = AdmissionJournal.Open(File, 1 << 20, 10, (path, mode) => disk = new Disk(path, mode)))
        {
            await journal.AppendAsync(Request("before", 5));
            disk!.RoomLeft = written;
            var refused = await Assert.ThrowsAsync<JournalFullException>(() => journal.AppendAsync(Request("refused", 5)));
            Assert.Contains("No space", refused.Message);
            disk.RoomLeft = long.MaxValue;
            await journal.AppendAsync(Request("after", 5));
        }
        await using var again = Open();
        Assert.Equal(["before", "after"], again.Recovered.Open.Select(r => r.Id));
    }

    [Fact]
    public async Task Two_heads_cannot_share_one()
    {
        await using var journal = Open();
        Assert.Contains("in use by another head", Assert.Throws<IOException>(Open).Message);
    }

    private AdmissionJournal Open() => AdmissionJournal.Open(File, 1 << 20, 10);

    private static AdmittedRequest Request(string id, int tokens) => new()
    {
        Id = id,
        Tenant = "tenant",
        Model = "m",
        Kind = RequestKind.Chat,
        Prompt = [.. Enumerable.Range(0, tokens)],
        Sampling = new SamplingParameters(),
    };

    private sealed class Disk(string path, FileMode mode) : IJournalFile
    {
        private readonly JournalFile inner = new(path, mode);

        public Action? BeforeWrite { get; init; }

        public long RoomLeft { get; set; } = long.MaxValue;

        public long Length => inner.Length;

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            BeforeWrite?.Invoke();
            inner.Write(bytes[..(int)Math.Min(bytes.Length, RoomLeft)], offset);
            if (bytes.Length > RoomLeft) throw new IOException("No space left on device");
        }

        public void Flush() => inner.Flush();

        public void Truncate(long length) => inner.Truncate(length);

        public void Dispose() => inner.Dispose();
    }
}
