namespace Continuum.Serving.Scheduling;

/// <summary>Ends a stream of text at the first stop string, holding back what might become one.</summary>
public sealed class StopMatcher
{
    private readonly IReadOnlyList<string> stops;
    private string held = "";

    /// <summary>Creates a matcher.</summary>
    /// <param name="stops">Stop strings; empty ones are ignored.</param>
    public StopMatcher(IEnumerable<string> stops) => this.stops = [.. stops.Where(stop => stop.Length > 0)];

    /// <summary>Whether a stop string has come; nothing more is emitted.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Adds text.</summary>
    /// <param name="text">Text as it arrives.</param>
    /// <returns>Text that is certain to stand before any stop string.</returns>
    public string Append(string text)
    {
        if (Stopped) return "";
        held += text;
        var end = stops.Select(stop => held.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (end >= 0)
        {
            Stopped = true;
            return Release(end);
        }
        return Release(held.Length - PossibleBeginning());
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>What was held back.</returns>
    public string Finish() => Stopped ? "" : Release(held.Length);

    private int PossibleBeginning()
    {
        for (var length = Math.Min(held.Length, stops.Select(stop => stop.Length - 1).DefaultIfEmpty().Max()); length > 0; length--)
            if (stops.Any(stop => stop.Length > length && stop.AsSpan(0, length).SequenceEqual(held.AsSpan(held.Length - length)))) return length;
        return 0;
    }

    private string Release(int length)
    {
        var released = held[..length];
        held = held[length..];
        return released;
    }
}
