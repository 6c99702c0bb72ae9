using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>A region of the map that an intent forbids.</summary>
public sealed record MapRegion(double X, double Y, double Width, double Height);

/// <summary>A course over the map: a pipeline, a copy, a move or a packet.</summary>
/// <param name="Id">Stable, so that it is not redrawn.</param>
/// <param name="Kind">pipeline, moving, move, trail or before.</param>
/// <param name="Label">In words.</param>
/// <param name="Colour">1 to 6 for a pipeline's colour; 0 for that of its kind.</param>
/// <param name="Points">Ids of cards and switches in order.</param>
public sealed record MapCourse(string Id, string Kind, string Label, int Colour, IReadOnlyList<string> Points)
{
    /// <inheritdoc/>
    public bool Equals(MapCourse? other) =>
        other is not null && Id == other.Id && Kind == other.Kind && Label == other.Label && Colour == other.Colour && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Kind, Points.Count);
}

/// <summary>What is drawn over the map besides the inventory.</summary>
/// <param name="Forbidden">Ids of cards and switches that the chosen intent forbids.</param>
/// <param name="Bound">Ids of cards that it binds.</param>
/// <param name="Regions">Whole cells and columns that it forbids.</param>
/// <param name="Note">Written below the regions.</param>
/// <param name="Found">Ids that a filter found; null when there is none, and everything else is dimmed otherwise.</param>
/// <param name="Courses">Pipelines, copies, moves and packets.</param>
/// <param name="Selected">Id of what is selected, or null.</param>
public sealed record MapOverlay(
    IReadOnlyList<string> Forbidden, IReadOnlyList<string> Bound, IReadOnlyList<MapRegion> Regions, string? Note, IReadOnlyList<string>? Found,
    IReadOnlyList<MapCourse> Courses, string? Selected)
{
    /// <summary>Cells in which everything is forbidden, merged into their column where that is forbidden as a whole.</summary>
    public static IReadOnlyList<MapRegion> RegionsOf(MapScene scene, IReadOnlySet<string> forbidden)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(forbidden);
        var regions = new List<MapRegion>();
        foreach (var column in scene.Columns)
        {
            var cells = scene.Bands.Select(b => (Band: b, State: StateOf(scene, column.Key, b.Key, forbidden))).ToList();
            if (cells.All(c => c.State != CellState.Allowed) && cells.Any(c => c.State == CellState.Forbidden))
                regions.Add(new MapRegion(column.X, scene.Bands[0].Y, column.Width, scene.Height - scene.Bands[0].Y));
            else
                regions.AddRange(cells.Where(c => c.State == CellState.Forbidden).Select(c => new MapRegion(column.X, c.Band.Y, column.Width, c.Band.Height)));
        }

        return regions;
    }

    private static CellState StateOf(MapScene scene, string column, string band, IReadOnlySet<string> forbidden)
    {
        var members = scene.Cards.Where(c => c.Column == column && c.Band == band).SelectMany(c => c.Members)
            .Concat(scene.Switches.Where(s => s.Column == column && s.Band == band).SelectMany(s => s.Members)).ToList();
        if (members.Count == 0) return CellState.Empty;
        return members.All(forbidden.Contains) ? CellState.Forbidden : CellState.Allowed;
    }

    private enum CellState
    {
        Empty,
        Allowed,
        Forbidden,
    }
}
