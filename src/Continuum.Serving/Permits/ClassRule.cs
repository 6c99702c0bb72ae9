namespace Continuum.Serving.Permits;

/// <summary>What holds for a data class.</summary>
/// <param name="Permit">Whether the pipeline may hold it.</param>
/// <param name="Reason">Why, for clients.</param>
public sealed record ClassRule(ClassPermit Permit, string Reason = "");
