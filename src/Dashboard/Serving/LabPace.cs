using Continuum.Core.Sites;
using Continuum.Serving.Pipelines;
using Continuum.Serving.Stages;

namespace Dashboard.Serving;

/// <summary>
/// How fast the process of a node may be: the figures of its datasheet, scaled down alike for all nodes to what the cores of
/// one machine can keep, so that the ratios between nodes are the real ones.
/// </summary>
internal static class LabPace
{
    /// <summary>A lab node moves one byte where the datasheet's moves this many.</summary>
    public const double MemoryScale = 1000;

    /// <summary>A lab node computes one operation where the datasheet's computes this many.</summary>
    public const double ComputeScale = 20_000;

    /// <summary>The pace of a node.</summary>
    public static StagePace Of(Node node) => NodePace.Of(node) is var full ? new StagePace(full.FlopsPerSecond / ComputeScale, full.BytesPerSecond / MemoryScale) : default;
}
