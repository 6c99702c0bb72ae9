namespace Continuum.Core.Sites;

/// <summary>A switch of the fabric.</summary>
public sealed record Switch : ILabelled
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>OpenFlow datapath id.</summary>
    public required ulong DatapathId { get; init; }

    /// <summary>Labels by their short keys.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Labels;

    /// <summary>False when the switch is down.</summary>
    public bool Up { get; init; } = true;

    /// <summary>The ONOS device id, "of:" and 16 hexadecimal digits.</summary>
    public string DeviceId => $"of:{DatapathId:x16}";

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string key) =>
        key == LabelKeys.Name ? [Name] : Labels.TryGetValue(key, out var value) ? [value] : [];
}
