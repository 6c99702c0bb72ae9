namespace Dashboard.Components.Map;

/// <summary>A tier, drawn as a band across the map.</summary>
public sealed record MapBand(string Key, string Label, double Y, double Height);

/// <summary>A jurisdiction, drawn as a column.</summary>
public sealed record MapColumn(string Key, string Label, double X, double Width);

/// <summary>A node, or a group of nodes of one cell when there are too many to draw.</summary>
/// <param name="Id">"n:" and the node's name, or "g:" and the cell's key.</param>
/// <param name="Name">What is written on it.</param>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Band">Key of its band.</param>
/// <param name="Column">Key of its column.</param>
/// <param name="Members">Names of its nodes.</param>
public sealed record MapCard(string Id, string Name, double X, double Y, string Band, string Column, IReadOnlyList<string> Members);

/// <summary>A switch, or all switches of a cell.</summary>
public sealed record MapSwitch(string Id, string Name, double X, double Y, string Band, string Column, IReadOnlyList<string> Members);

/// <summary>A link between two switches, or all links between two cells.</summary>
/// <param name="Id">"l:" and the port of its first end, which no two links share.</param>
/// <param name="A">Id of a switch.</param>
/// <param name="B">Id of a switch.</param>
/// <param name="Label">Name of the link.</param>
/// <param name="Encrypted">False is drawn dashed.</param>
/// <param name="Ports">First port of each link that it stands for.</param>
public sealed record MapLink(string Id, string A, string B, string Label, bool Encrypted, IReadOnlyList<string> Ports);

/// <summary>Where a card meets the fabric.</summary>
public sealed record MapTether(string Card, string Switch);

/// <summary>Everything that has a place. It depends on the inventory alone, so that nothing jumps while figures change.</summary>
public sealed record MapScene(
    double Width, double Height, bool Aggregated, IReadOnlyList<MapBand> Bands, IReadOnlyList<MapColumn> Columns, IReadOnlyList<MapCard> Cards,
    IReadOnlyList<MapSwitch> Switches, IReadOnlyList<MapLink> Links, IReadOnlyList<MapTether> Tethers);
