using Continuum.Core.Sites;

namespace Continuum.Knowledge.Offline.Naming;

/// <summary>The elements of a site that carry labels.</summary>
[Flags]
internal enum Elements
{
    None = 0,
    Nodes = 1,
    Switches = 2,
    Links = 4,
    Subjects = 8,
    Fabric = Nodes | Switches | Links,
}

/// <summary>Something of the site that a phrase names.</summary>
internal abstract record Entity;

/// <summary>A workload or a service.</summary>
internal sealed record SubjectEntity(ISubject Subject) : Entity;

/// <summary>Workloads that differ in a number only (cam-1, cam-2), named by what they share.</summary>
internal sealed record FamilyEntity(string Stem, IReadOnlyList<string> Names) : Entity;

/// <summary>A node.</summary>
internal sealed record NodeEntity(string Name) : Entity;

/// <summary>A switch.</summary>
internal sealed record SwitchEntity(string Name) : Entity;

/// <summary>A namespace of workloads.</summary>
internal sealed record NamespaceEntity(string Name) : Entity;

/// <summary>A label key.</summary>
internal sealed record KeyEntity(string Key, Elements On) : Entity;

/// <summary>A label value under a key.</summary>
/// <param name="NeedsKey">The value alone says too little ("true", "high", "1"): the text must name the key beside it.</param>
internal sealed record ValueEntity(string Key, string Value, Elements On, bool NeedsKey) : Entity;
