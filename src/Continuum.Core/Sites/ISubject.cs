namespace Continuum.Core.Sites;

/// <summary>What a rule can be about: a workload or a service.</summary>
public interface ISubject : ILabelled
{
    /// <summary>Labels as the site file states them.</summary>
    IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The nodes it stands on now; empty when it stands nowhere.</summary>
    IReadOnlyList<string> StandsOn { get; }
}
