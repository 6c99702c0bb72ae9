using System.Collections.Frozen;

namespace Continuum.Core.Sites;

/// <summary>Shared empty collections.</summary>
public static class Empty
{
    /// <summary>No labels.</summary>
    public static readonly IReadOnlyDictionary<string, string> Labels = FrozenDictionary<string, string>.Empty;
}
