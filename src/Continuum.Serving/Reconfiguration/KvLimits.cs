namespace Continuum.Serving.Reconfiguration;

/// <summary>Blocks that may be in use: on the old pipeline, while both hold them, and on the new one.</summary>
/// <param name="Before">Limit now.</param>
/// <param name="During">Limit from the proposal to the release.</param>
/// <param name="After">Limit after the release.</param>
public readonly record struct KvLimits(int Before, int During, int After);
