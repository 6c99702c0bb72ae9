namespace Continuum.Orchestration.Watch;

/// <summary>
/// Keeps repairs from becoming a storm: the same thing is put right at once the first time, then ever later, and after
/// so many times in ten minutes not at all.
/// </summary>
internal sealed class RepairBudget(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, List<DateTimeOffset>> tries = new(StringComparer.Ordinal);

    /// <summary>Whether it may be tried now; if so, it counts as tried.</summary>
    public bool Take(string key, int most)
    {
        var now = time.GetUtcNow();
        var past = Past(key, now);
        if (past.Count >= most || (past.Count > 0 && now < Next(past))) return false;
        past.Add(now);
        return true;
    }

    public bool Spent(string key, int most) => Past(key, time.GetUtcNow()).Count >= most;

    /// <summary>When something that was put off may be tried; null when nothing was.</summary>
    public DateTimeOffset? NextTry(IEnumerable<string> keys, int most)
    {
        var now = time.GetUtcNow();
        return keys.Select(k => Past(k, now)).Where(p => p.Count > 0).Select(p => p.Count >= most ? p[0] + Window : Next(p)).Select(t => (DateTimeOffset?)t).Min();
    }

    // 1, 2, 4, 8 s after the last try.
    private static DateTimeOffset Next(List<DateTimeOffset> past) => past[^1] + TimeSpan.FromSeconds(1 << Math.Min(past.Count - 1, 6));

    private List<DateTimeOffset> Past(string key, DateTimeOffset now)
    {
        if (!tries.TryGetValue(key, out var past)) tries[key] = past = [];
        past.RemoveAll(t => now - t >= Window);
        return past;
    }
}
