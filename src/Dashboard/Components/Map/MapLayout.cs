using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>
/// Places a site: bands by tier from the centre outwards, columns by jurisdiction, cards above and switches in a lane
/// below, so that the lines between switches run where no card stands.
/// </summary>
public static class MapLayout
{
    /// <summary>Above this many nodes a cell is drawn as one card.</summary>
    public const int AggregateAbove = 300;

    internal const double CardWidth = 122;
    internal const double CardHeight = 58;
    internal const string Unknown = "?";

    private const double Header = 30;
    private const double BandLabel = 28;
    private const double Lane = 46;
    private const double Gap = 10;
    private const double Gutter = 36;
    private const double CellPad = 8;
    private const double SwitchPitch = 62;

    /// <summary>The places of everything in the site.</summary>
    public static MapScene Of(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var aggregated = site.Nodes.Count > AggregateAbove;
        var cells = new MapCells(site);
        var columns = PlaceColumns(cells, aggregated, out var perRow, out var width);
        var bands = PlaceBands(cells, aggregated, perRow, out var height);
        var cards = columns.SelectMany(c => bands.SelectMany(b => Cards(cells, c, b, perRow[c.Key], aggregated))).ToList();
        var switches = columns.SelectMany(c => bands.SelectMany(b => Switches(cells, c, b, aggregated))).ToList();
        return MapWiring.Connect(site, new MapScene(width, height, aggregated, bands, columns, cards, switches, [], []));
    }

    private static List<MapColumn> PlaceColumns(MapCells cells, bool aggregated, out Dictionary<string, int> perRow, out double width)
    {
        perRow = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = new List<MapColumn>();
        var x = 0.0;
        foreach (var key in cells.ColumnKeys)
        {
            var most = aggregated ? 1 : Math.Max(1, cells.BandKeys.Max(b => cells.Nodes(key, b).Count));
            var mostSwitches = aggregated ? 1 : cells.BandKeys.Max(b => cells.Switches(key, b).Count);
            perRow[key] = most <= 3 ? 1 : most <= 8 ? 2 : (int)Math.Ceiling(Math.Sqrt(most));
            var inner = Math.Max(perRow[key] * (CardWidth + Gap) - Gap, (mostSwitches - 1) * SwitchPitch + 32);
            var columnWidth = Gutter + inner + CellPad;
            columns.Add(new MapColumn(key, key == Unknown ? "no jurisdiction" : key, x, columnWidth));
            x += columnWidth;
        }

        width = x;
        return columns;
    }

    private static List<MapBand> PlaceBands(MapCells cells, bool aggregated, Dictionary<string, int> perRow, out double height)
    {
        var bands = new List<MapBand>();
        var y = Header;
        foreach (var key in cells.BandKeys)
        {
            var rows = Math.Max(1, aggregated ? 1 : cells.ColumnKeys.Max(c => (cells.Nodes(c, key).Count + perRow[c] - 1) / perRow[c]));
            var lane = cells.ColumnKeys.Any(c => cells.Switches(c, key).Count > 0) ? Lane : 4;
            var bandHeight = BandLabel + rows * (CardHeight + Gap) + lane;
            bands.Add(new MapBand(key, key.ToUpperInvariant().Replace('-', ' '), y, bandHeight));
            y += bandHeight + Gap;
        }

        height = y - Gap;
        return bands;
    }

    private static IEnumerable<MapCard> Cards(MapCells cells, MapColumn column, MapBand band, int perRow, bool aggregated)
    {
        var nodes = cells.Nodes(column.Key, band.Key);
        if (nodes.Count == 0) yield break;
        if (aggregated)
        {
            yield return new MapCard($"g:{column.Key}|{band.Key}", $"{nodes.Count} nodes", CardX(0), CardY(0), band.Key, column.Key, [.. nodes.Select(n => n.Name)]);
            yield break;
        }

        for (var i = 0; i < nodes.Count; i++)
            yield return new MapCard("n:" + nodes[i].Name, nodes[i].Name, CardX(i % perRow), CardY(i / perRow), band.Key, column.Key, [nodes[i].Name]);

        double CardX(int place) => column.X + Gutter + place * (CardWidth + Gap) + CardWidth / 2;
        double CardY(int row) => band.Y + BandLabel + row * (CardHeight + Gap) + CardHeight / 2;
    }

    private static IEnumerable<MapSwitch> Switches(MapCells cells, MapColumn column, MapBand band, bool aggregated)
    {
        var switches = cells.Switches(column.Key, band.Key);
        var y = band.Y + band.Height - Lane / 2 - 4;
        if (switches.Count == 0) yield break;
        if (aggregated)
        {
            yield return new MapSwitch($"h:{column.Key}|{band.Key}", $"{switches.Count} switches", column.X + 18, y, band.Key, column.Key, [.. switches.Select(s => s.Name)]);
            yield break;
        }

        for (var i = 0; i < switches.Count; i++)
            yield return new MapSwitch("s:" + switches[i].Name, switches[i].Name, column.X + 18 + i * SwitchPitch, y, band.Key, column.Key, [switches[i].Name]);
    }
}
