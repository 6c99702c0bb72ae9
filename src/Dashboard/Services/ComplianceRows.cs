using Continuum.Orchestration.Compliance;
using Dashboard.Components.Contracts;
using ComplianceRow = Dashboard.Components.Contracts.ComplianceRow;
using ComplianceState = Dashboard.Components.Contracts.ComplianceState;

namespace Dashboard.Services;

/// <summary>The compliance report as rows of the page. A preference or a rule whose window has not begun is never called proven.</summary>
internal sealed class ComplianceRows(ComplianceView view) : IComplianceReport
{
    /// <inheritdoc/>
    public IReadOnlyList<ComplianceRow> Rows() =>
    [
        .. view.Build().Rows.SelectMany(row => row.Cells.Select(cell =>
            new ComplianceRow(row.IntentId, row.Words, cell.Subject, StateOf(cell.State), cell.ProvenAt, cell.Detail))),
    ];

    private static ComplianceState StateOf(Continuum.Orchestration.Compliance.ComplianceState state) => state switch
    {
        Continuum.Orchestration.Compliance.ComplianceState.Proven => ComplianceState.Proven,
        Continuum.Orchestration.Compliance.ComplianceState.Violated => ComplianceState.Violated,
        _ => ComplianceState.Unproven,
    };
}
