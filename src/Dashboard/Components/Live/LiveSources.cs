namespace Dashboard.Components.Live;

/// <summary>What a page can be told about.</summary>
[Flags]
public enum LiveSources
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The inventory changed.</summary>
    Site = 1,

    /// <summary>New figures.</summary>
    Telemetry = 2,

    /// <summary>An intent, its progress or its drift changed.</summary>
    Intents = 4,

    /// <summary>A reconfiguration went on.</summary>
    Reconfigurations = 8,

    /// <summary>Any event at all, audit lines included.</summary>
    Events = 16,

    /// <summary>A second passed.</summary>
    Clock = 32,
}
