using Continuum.Serving.Stages;
using Continuum.Serving.Stages.Protocol;

namespace Continuum.Serving.Heads;

/// <summary>
/// Membership of one stage. A closed connection is death at once; silence is suspicion only beyond 3 s and five times the
/// step that the stage predicts, because a starved processor looks like death.
/// </summary>
internal sealed class StageMember : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), Retry = TimeSpan.FromMilliseconds(200), LeastSilence = TimeSpan.FromSeconds(3);
    private const double StepsOfSilence = 5;

    private readonly TimeProvider clock;
    private readonly Action<StageMember> changed;
    private readonly CancellationTokenSource stopping = new();
    private readonly ITimer suspicion;
    private readonly Task watching;
    private readonly Lock gate = new();
    private long heard;
    private double busyBefore, upBefore;

    /// <summary>Begins to watch.</summary>
    /// <param name="placement">Node, endpoint and layers.</param>
    /// <param name="control">The stage; disposed of with the member if it can be.</param>
    /// <param name="clock">Clock of suspicion.</param>
    /// <param name="changed">Called after every change of state.</param>
    public StageMember(StagePlacement placement, IStageControl control, TimeProvider clock, Action<StageMember> changed)
    {
        (Placement, Control, this.clock, this.changed) = (placement, control, clock, changed);
        heard = clock.GetTimestamp();
        suspicion = clock.CreateTimer(_ => Suspect(), null, Interval, Interval);
        watching = Task.Run(WatchAsync);
    }

    public StagePlacement Placement { get; }

    public IStageControl Control { get; }

    public MemberState State { get; private set; }

    /// <summary>Why it is not alive.</summary>
    public string Trouble { get; private set; } = "it has not answered yet";

    /// <summary>What it said last, or null.</summary>
    public StageStatus? Status { get; private set; }

    /// <summary>Share of the time between its last two statuses in which it was busy.</summary>
    public double BusyShare { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await suspicion.DisposeAsync();
        await watching;
        (Control as IDisposable)?.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var status in Control.WatchAsync(Interval, stopping.Token)) Heard(status);
                Become(MemberState.Dead, "it has closed its control stream");
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or StageRefusalException)
            {
                if (!stopping.IsCancellationRequested) Become(MemberState.Dead, error.Message);
            }
            try
            {
                await Task.Delay(Retry, clock, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Heard(StageStatus status)
    {
        lock (gate)
        {
            heard = clock.GetTimestamp();
            // Another process under the same name has counted from zero.
            var same = Status?.ProcessId == status.ProcessId && status.UpSeconds > upBefore;
            if (same) BusyShare = Math.Clamp((status.BusySeconds - busyBefore) / (status.UpSeconds - upBefore), 0, 1);
            (busyBefore, upBefore, Status) = (status.BusySeconds, status.UpSeconds, status);
        }
        Become(MemberState.Alive, "");
    }

    private void Suspect()
    {
        TimeSpan silence;
        lock (gate)
        {
            silence = clock.GetElapsedTime(heard);
            if (State != MemberState.Alive || silence <= LeastSilence || silence.TotalSeconds <= StepsOfSilence * (Status?.PredictedStepSeconds ?? 0)) return;
        }
        Become(MemberState.Suspected, $"it has said nothing for {silence.TotalSeconds:0.0} s");
    }

    private void Become(MemberState state, string trouble)
    {
        lock (gate)
        {
            Trouble = trouble;
            if (State == state) return;
            State = state;
        }
        changed(this);
    }
}
