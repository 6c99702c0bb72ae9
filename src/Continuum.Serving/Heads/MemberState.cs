namespace Continuum.Serving.Heads;

/// <summary>What a head knows of a stage's process.</summary>
internal enum MemberState
{
    /// <summary>Nothing has been heard yet.</summary>
    Unknown,

    /// <summary>It speaks.</summary>
    Alive,

    /// <summary>It has been silent too long; it may come back.</summary>
    Suspected,

    /// <summary>Its connection was closed.</summary>
    Dead,
}
