namespace Continuum.Serving.Stages;

/// <summary>What the node of a stage can do, so that unlike nodes exist on one machine: a step takes at least as long as it would there.</summary>
/// <param name="FlopsPerSecond">Floating point operations a second; 0 does not pace.</param>
/// <param name="BytesPerSecond">Bytes read from memory a second; 0 does not pace.</param>
public readonly record struct StagePace(double FlopsPerSecond, double BytesPerSecond)
{
    /// <summary>Whether steps are paced at all.</summary>
    public bool IsPaced => FlopsPerSecond > 0 || BytesPerSecond > 0;

    /// <summary>max(operations / FLOP/s, bytes / byte/s), the roofline model.</summary>
    /// <param name="flops">Operations of a step.</param>
    /// <param name="bytes">Bytes that it reads.</param>
    /// <returns>Seconds; 0 where nothing is paced.</returns>
    public double Seconds(double flops, double bytes) =>
        Math.Max(FlopsPerSecond > 0 ? flops / FlopsPerSecond : 0, BytesPerSecond > 0 ? bytes / BytesPerSecond : 0);
}
