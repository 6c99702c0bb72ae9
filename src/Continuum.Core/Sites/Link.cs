namespace Continuum.Core.Sites;

/// <summary>One end of a link.</summary>
public readonly record struct Port(string Switch, int Number)
{
    /// <summary>As in the site file, e.g. s1:4.</summary>
    public override string ToString() => $"{Switch}:{Number}";
}

/// <summary>A link between two switches; it carries traffic both ways.</summary>
public sealed record Link : ILabelled
{
    /// <summary>One end.</summary>
    public required Port A { get; init; }

    /// <summary>The other end.</summary>
    public required Port B { get; init; }

    /// <summary>Capacity in Mbit/s; null when unknown.</summary>
    public double? BandwidthMbps { get; init; }

    /// <summary>One-way latency in ms; null when unknown, which counts 1 in the baseline and fails any latency rule.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Labels by their short keys.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Labels;

    /// <summary>False when the link is down.</summary>
    public bool Up { get; init; } = true;

    /// <summary>"a&lt;-&gt;b", the switches in the order of the site file. Parallel links between two switches share it.</summary>
    public string Name => $"{A.Switch}<->{B.Switch}";

    /// <summary>The same link named from the other end.</summary>
    public string ReverseName => $"{B.Switch}<->{A.Switch}";

    /// <summary>Both names, so that a rule may name a link from either end.</summary>
    public IReadOnlyList<string> ValuesOf(string key) =>
        key == LabelKeys.Name ? [Name, ReverseName] : Labels.TryGetValue(key, out var value) ? [value] : [];
}
