namespace Dashboard.Components.Serving;

/// <summary>When the pieces of an answer arrived, as the asking side sees it.</summary>
public sealed class AnswerTimes(TimeProvider clock)
{
    private readonly long asked = clock.GetTimestamp();
    private readonly List<double> gaps = [];
    private long last;

    /// <summary>From asking to the first piece, ms; null before it.</summary>
    public double? FirstMs { get; private set; }

    /// <summary>Pieces so far.</summary>
    public int Pieces { get; private set; }

    /// <summary>Median gap between pieces, ms; null before the second.</summary>
    public double? MedianGapMs => At(0.5);

    /// <summary>95th percentile of the gaps, ms.</summary>
    public double? P95GapMs => At(0.95);

    /// <summary>Longest gap, ms.</summary>
    public double? LongestGapMs => At(1);

    /// <summary>Counts a piece that arrives now.</summary>
    public void Arrived()
    {
        var now = clock.GetTimestamp();
        if (Pieces++ == 0) FirstMs = clock.GetElapsedTime(asked, now).TotalMilliseconds;
        else gaps.Add(clock.GetElapsedTime(last, now).TotalMilliseconds);
        last = now;
    }

    private double? At(double share)
    {
        if (gaps.Count == 0) return null;
        var sorted = gaps.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
