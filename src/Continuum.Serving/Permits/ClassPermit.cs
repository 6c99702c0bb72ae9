namespace Continuum.Serving.Permits;

/// <summary>Whether a pipeline may hold data of a class.</summary>
public enum ClassPermit
{
    /// <summary>It may.</summary>
    Allowed,

    /// <summary>Not now: requests wait until the pipeline is legal again.</summary>
    Held,

    /// <summary>It may not: requests are refused.</summary>
    Refused,
}
