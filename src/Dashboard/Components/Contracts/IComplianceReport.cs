namespace Dashboard.Components.Contracts;

/// <summary>How a rule stands for a subject.</summary>
public enum ComplianceState
{
    /// <summary>Read back, and it holds.</summary>
    Proven,

    /// <summary>Enacted, not yet read back.</summary>
    Unproven,

    /// <summary>Read back, and it does not hold.</summary>
    Violated,
}

/// <summary>One rule for one subject.</summary>
/// <param name="IntentId">The intent that holds the rule.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Subject">Workload or service.</param>
/// <param name="State">How it stands.</param>
/// <param name="ProvenAt">Age of the last proof; null when there is none.</param>
/// <param name="Detail">What was observed.</param>
public sealed record ComplianceRow(long IntentId, string Rule, string Subject, ComplianceState State, DateTimeOffset? ProvenAt, string Detail);

/// <summary>Rules by subject with the age of their proof.</summary>
public interface IComplianceReport
{
    /// <summary>Every rule in force for every subject it reaches, exceptions first.</summary>
    IReadOnlyList<ComplianceRow> Rows();
}
