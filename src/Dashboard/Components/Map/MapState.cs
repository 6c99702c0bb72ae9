namespace Dashboard.Components.Map;

/// <summary>What moves on a card.</summary>
/// <param name="Detail">What it holds, in a line.</param>
/// <param name="Busy">Percent; null is "no data".</param>
/// <param name="Meaning">proven, moving, warning, violated or null.</param>
/// <param name="Word">The word that goes with the meaning.</param>
/// <param name="Bar">What the bar shows: GPU or CPU.</param>
public sealed record CardState(string Detail, int? Busy, string? Meaning, string? Word, string Bar);

/// <summary>What moves on a link.</summary>
/// <param name="Width">Line width for its traffic, in tenths of a pixel.</param>
/// <param name="Up">Whether it carries anything.</param>
/// <param name="Text">Traffic in words.</param>
public sealed record LinkState(int Width, bool Up, string Text);

/// <summary>What moves on a switch.</summary>
public sealed record SwitchState(bool Up, string? Meaning, string? Word);

/// <summary>Everything that moves, by id.</summary>
public sealed record MapState(
    IReadOnlyDictionary<string, CardState> Cards, IReadOnlyDictionary<string, LinkState> Links, IReadOnlyDictionary<string, SwitchState> Switches)
{
    /// <summary>Nothing known.</summary>
    public static readonly MapState Empty = new(
        new Dictionary<string, CardState>(), new Dictionary<string, LinkState>(), new Dictionary<string, SwitchState>());

    /// <summary>Only what differs from before; null when nothing does.</summary>
    public MapState? Since(MapState before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var delta = new MapState(Changed(Cards, before.Cards), Changed(Links, before.Links), Changed(Switches, before.Switches));
        return delta.Cards.Count + delta.Links.Count + delta.Switches.Count == 0 ? null : delta;
    }

    private static Dictionary<string, T> Changed<T>(IReadOnlyDictionary<string, T> now, IReadOnlyDictionary<string, T> before)
        where T : class =>
        now.Where(p => !before.TryGetValue(p.Key, out var old) || !old.Equals(p.Value)).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
}
