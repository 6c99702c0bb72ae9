using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>Subjects that must share, or must not share, a domain.</summary>
/// <param name="Source">The rule that asks.</param>
/// <param name="Kind">Colocate or Separate.</param>
/// <param name="Topology">The domain.</param>
/// <param name="Members">Names of workloads and services.</param>
internal sealed record ArrangedGroup(BoundRule Source, Arrangement Kind, Topology Topology, IReadOnlyList<string> Members);
