namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Numbers above these are slips of the pen, and some would overflow what is computed from them.</summary>
internal static class Limits
{
    /// <summary>Bytes of a site file; 10,000 nodes take about 4 MB.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    public const double Cpu = 100_000;
    public const double MemoryGiB = 1_000_000;
    public const int GpuCount = 1_000;
    public const double Tflops = 1_000_000;
    public const double MemoryGBps = 10_000_000;
    public const int Replicas = 100_000;
    public const int Layer = 9_999;
    public const double LatencyMs = 1_000_000;
    public const double BandwidthMbps = 1_000_000_000;

    /// <summary>Highest port number that is not reserved in OpenFlow 1.0 to 1.5 as switches implement it.</summary>
    public const int Port = 65_279;

    /// <summary>What a GPU without figures is taken for: the same as a node without one.</summary>
    public const double DefaultTflops = 0.1;

    /// <inheritdoc cref="DefaultTflops"/>
    public const double DefaultMemoryGBps = 20;
}
