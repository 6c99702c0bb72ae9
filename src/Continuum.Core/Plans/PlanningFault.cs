namespace Continuum.Core.Plans;

/// <summary>Why no plan exists.</summary>
/// <param name="Outcome">Infeasible or Conflict.</param>
/// <param name="Checks">The checks that failed, with counter-examples.</param>
public sealed record PlanningFault(Outcome Outcome, IReadOnlyList<Check> Checks);
