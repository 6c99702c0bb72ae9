namespace Continuum.Orchestration.Drivers;

/// <summary>A node's figures; null is "no data", never 0.</summary>
public sealed record NodeSample(string Node, double? CpuBusy, double? MemoryUsedGiB, double? GpuBusy, double? GpuMemoryUsedGiB, double? PowerWatt);

/// <summary>A link's traffic. <see cref="A"/> and <see cref="B"/> are its ports, "s1:2".</summary>
public sealed record LinkSample(string A, string B, double? AToBMbps, double? BToAMbps, bool Up);

/// <summary>A stage's figures.</summary>
public sealed record StageSample(string Node, int FirstLayer, int LastLayer, double? Busy, double? KvUse);

/// <summary>How often a time fell between two bounds.</summary>
/// <param name="BoundsMs">Upper bounds, ascending, ms.</param>
/// <param name="Counts">Observations up to each bound and above the one before; the last, one more than there are bounds, has none.</param>
public sealed record LatencyHistogram(IReadOnlyList<double> BoundsMs, IReadOnlyList<long> Counts);

/// <summary>A service's figures.</summary>
public sealed record ServiceSample(
    string Service, double? TtftP50Ms, double? TtftP95Ms, double? TpotP50Ms, double? TpotP95Ms, double? TokensPerSecond, int? Running, int? Waiting,
    double? KvUse, long Epoch, IReadOnlyList<StageSample> Stages)
{
    /// <summary>Times to the first token since the head started; null where nobody measures them.</summary>
    public LatencyHistogram? Ttft { get; init; }

    /// <summary>Gaps between tokens since the head started; null where nobody measures them.</summary>
    public LatencyHistogram? Itl { get; init; }
}

/// <summary>All figures of a moment.</summary>
public sealed record TelemetryFrame(
    long Sequence, DateTimeOffset At, IReadOnlyList<NodeSample> Nodes, IReadOnlyList<LinkSample> Links, IReadOnlyList<ServiceSample> Services);

/// <summary>Live figures and a bounded history of them.</summary>
public interface ITelemetryFeed
{
    /// <summary>The newest frame.</summary>
    TelemetryFrame Current { get; }

    /// <summary>Frames kept, oldest first: at least ten minutes at one a second.</summary>
    IReadOnlyList<TelemetryFrame> History { get; }

    /// <summary>Calls back on every frame; dispose to stop.</summary>
    IDisposable Subscribe(Action<TelemetryFrame> onFrame);
}
