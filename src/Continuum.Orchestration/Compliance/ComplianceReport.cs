namespace Continuum.Orchestration.Compliance;

/// <summary>How a rule stands for a subject.</summary>
public enum ComplianceState
{
    /// <summary>The newest proof holds.</summary>
    Proven,

    /// <summary>The newest proof does not hold, or drift is open.</summary>
    Violated,

    /// <summary>No proof yet.</summary>
    Unproven,

    /// <summary>Its window has not begun.</summary>
    NotInForce,

    /// <summary>A preference: shown, never proved.</summary>
    Preferred,
}

/// <summary>A rule for one subject.</summary>
/// <param name="Subject">Workload or service.</param>
/// <param name="State">How it stands.</param>
/// <param name="ProvenAt">When it was proven last; null when never.</param>
/// <param name="AgeSeconds">Seconds since then.</param>
/// <param name="Detail">What was found; the first thing that does not hold, where one does not.</param>
public sealed record ComplianceCell(string Subject, ComplianceState State, DateTimeOffset? ProvenAt, double? AgeSeconds, string Detail);

/// <summary>A rule of an active intent.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="Rule">The rule's place in its policy, counted from 0.</param>
/// <param name="Words">The rule in words.</param>
/// <param name="State">The worst of its cells.</param>
/// <param name="Cells">One for each subject it binds.</param>
public sealed record ComplianceRow(long IntentId, int Rule, string Words, ComplianceState State, IReadOnlyList<ComplianceCell> Cells);

/// <summary>Rules by subjects, exceptions first.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Subjects">Columns: every subject that some rule binds, in the site's order.</param>
/// <param name="Rows">One for each rule.</param>
/// <param name="Proven">Active intents that are proven.</param>
/// <param name="Active">Active intents.</param>
/// <param name="OldestProofSeconds">Age of the oldest proof; null when some intent has none, or none is active.</param>
/// <param name="OpenDrift">Drift that is not put right.</param>
public sealed record ComplianceReport(
    DateTimeOffset At, IReadOnlyList<string> Subjects, IReadOnlyList<ComplianceRow> Rows, int Proven, int Active, double? OldestProofSeconds, int OpenDrift);
