namespace Continuum.Core.Plans;

/// <summary>How a verdict ended.</summary>
public enum Outcome
{
    /// <summary>Every check holds.</summary>
    Pass,

    /// <summary>Possible alone, not together with active hard rules.</summary>
    Conflict,

    /// <summary>Impossible on this site alone.</summary>
    Infeasible,

    /// <summary>A meaning or a name is unresolved.</summary>
    Clarify,

    /// <summary>Another check failed.</summary>
    Fail,
}

/// <summary>One check of a verdict.</summary>
/// <param name="Name">Kebab-case name of the check, e.g. placement-satisfiable.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Subject">What was checked, in names of the site.</param>
/// <param name="Detail">Evidence, or the counter-example.</param>
public sealed record Check(string Name, bool Passed, string Subject, string Detail)
{
    /// <summary>Elements of a counter-example in order (nodes, switches, links), to draw it; empty when there is none.</summary>
    public IReadOnlyList<string> Trail { get; init; } = [];
}

/// <summary>A smallest set of rules that cannot hold together.</summary>
/// <param name="Rules">The rules in words, each with the intent it belongs to.</param>
/// <param name="IntentIds">Active intents involved.</param>
/// <param name="Relax">What could be relaxed, in words.</param>
public sealed record ConflictSet(IReadOnlyList<string> Rules, IReadOnlyList<long> IntentIds, IReadOnlyList<string> Relax);

/// <summary>Whether a plan may be enacted, and why.</summary>
public sealed record Verdict(Outcome Outcome, IReadOnlyList<Check> Checks)
{
    /// <summary>Whether every check holds.</summary>
    public bool Passed => Outcome == Outcome.Pass;

    /// <summary>Set when the outcome is a conflict.</summary>
    public ConflictSet? Conflict { get; init; }
}
