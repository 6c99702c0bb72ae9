using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Continuum.Serving.Compute;
using Continuum.Serving.Heads;
using Continuum.Serving.Stages;
using Continuum.Serving.Stages.Protocol;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Tests.Heads;

public class StageMemberTests
{
    private static readonly StagePlacement Placement = new("n0", Endpoint.Unix("/x"), StageRange.Whole(3));

    [Fact]
    public async Task AClosedStreamIsDeathAtOnceAndANewOneIsLife()
    {
        var (stage, clock) = (new TalkingStage(), new ManualClock());
        await using var member = new StageMember(Placement, stage, clock, _ => { });
        stage.Say(new StageStatus());
        await UntilAsync(() => member.State == MemberState.Alive);
        stage.Break();
        await UntilAsync(() => member.State == MemberState.Dead);
        Assert.Contains("reset by peer", member.Trouble, StringComparison.Ordinal);
        stage.Say(new StageStatus());
        await UntilAsync(() => { clock.Advance(0.2); return member.State == MemberState.Alive; });
    }

    [Theory]
    [InlineData(0.01, 2.9, 3.6)]
    [InlineData(2, 9.9, 10.6)]
    public async Task SilenceIsSuspicionOnlyBeyondThreeSecondsAndFiveSteps(double step, double tolerated, double suspect)
    {
        var (stage, clock) = (new TalkingStage(), new ManualClock());
        await using var member = new StageMember(Placement, stage, clock, _ => { });
        stage.Say(new StageStatus { PredictedStepSeconds = step });
        await UntilAsync(() => member.State == MemberState.Alive);
        clock.Advance(tolerated);
        Assert.Equal(MemberState.Alive, member.State);
        clock.Advance(suspect - tolerated);
        Assert.Equal(MemberState.Suspected, member.State);
        stage.Say(new StageStatus());
        await UntilAsync(() => member.State == MemberState.Alive);
    }

    [Fact]
    public async Task TheBusyShareIsThatBetweenTwoStatusesOfOneProcess()
    {
        var stage = new TalkingStage();
        await using var member = new StageMember(Placement, stage, new ManualClock(), _ => { });
        stage.Say(new StageStatus { ProcessId = 1, UpSeconds = 10, BusySeconds = 2 });
        stage.Say(new StageStatus { ProcessId = 1, UpSeconds = 12, BusySeconds = 3.5 });
        await UntilAsync(() => member.Status?.UpSeconds == 12);
        Assert.Equal(0.75, member.BusyShare, 6);
        stage.Say(new StageStatus { ProcessId = 2, UpSeconds = 1, BusySeconds = 1 });
        await UntilAsync(() => member.Status?.ProcessId == 2);
        Assert.Equal(0.75, member.BusyShare, 6);
    }

    [Theory]
    [InlineData("a=unix:/a:0-1,b=tcp://h:7000:2-2", "a=unix:/a:0-1|b=tcp://h:7000:2-2")]
    [InlineData("a=unix:/a:0-2", "a=unix:/a:0-2")]
    public void LayoutsAreRead(string text, string read) => Assert.Equal(read, string.Join('|', StagePlacement.ParseLayout(text, 3)));

    [Theory]
    [InlineData("a=unix:/a:0-1")]
    [InlineData("a=unix:/a:0-1,b=unix:/b:1-2")]
    [InlineData("a=unix:/a:0-1,a=unix:/b:2-2")]
    [InlineData("a=unix:/a:1-0,b=unix:/b:0-2")]
    [InlineData("unix:/a:0-2")]
    [InlineData("a=unix:/a")]
    [InlineData("")]
    public void LayoutsThatDoNotCoverTheModelAreRefused(string text) => Assert.Throws<FormatException>(() => StagePlacement.ParseLayout(text, 3));

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Yield();
    }

    /// <summary>A stage that says what the test lets it say.</summary>
    private sealed class TalkingStage : IStageControl
    {
        private Channel<StageStatus> words = Channel.CreateUnbounded<StageStatus>();

        public void Say(StageStatus status) => words.Writer.TryWrite(status);

        public void Break()
        {
            var broken = words;
            words = Channel.CreateUnbounded<StageStatus>();
            broken.Writer.Complete(new IOException("reset by peer"));
        }

        public async IAsyncEnumerable<StageStatus> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var status in words.Reader.ReadAllAsync(cancellation)) yield return status;
        }

        public Task<StageStatus> StatusAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task LoadAsync(long term, StageRange range, CancellationToken cancellation) => throw new NotSupportedException();

        public Task PrepareAsync(long term, StageRoute route, CancellationToken cancellation) => throw new NotSupportedException();

        public Task ActivateAsync(long term, long epoch, CancellationToken cancellation) => throw new NotSupportedException();

        public Task ReleaseAsync(long term, long epoch, CancellationToken cancellation) => throw new NotSupportedException();
    }

    /// <summary>Time that passes when the test says so; timers run on the test's thread.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly Lock gate = new();
        private readonly List<ManualTimer> timers = [];
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref now);

        public void Advance(double seconds)
        {
            ManualTimer[] due;
            lock (gate)
            {
                now += TimeSpan.FromSeconds(seconds).Ticks;
                due = [.. timers.Where(t => t.Due <= now)];
            }
            foreach (var timer in due) timer.Fire(now);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(this, () => callback(state));
            timer.Set(now, dueTime, period);
            lock (gate) timers.Add(timer);
            return timer;
        }

        private sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
        {
            private TimeSpan period;

            public long Due { get; private set; }

            public void Set(long from, TimeSpan due, TimeSpan every) => (Due, period) = (due < TimeSpan.Zero ? long.MaxValue : from + due.Ticks, every);

            public void Fire(long at)
            {
                Due = period > TimeSpan.Zero ? at + period.Ticks : long.MaxValue;
                callback();
            }

            public bool Change(TimeSpan dueTime, TimeSpan every)
            {
                Set(clock.GetTimestamp(), dueTime, every);
                return true;
            }

            public void Dispose()
            {
                lock (clock.gate) clock.timers.Remove(this);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
