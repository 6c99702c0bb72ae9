using Dashboard.Components.Contracts;
using Dashboard.Components.Live;
using Dashboard.Components.Proof;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Components.Pages;

/// <summary>Every rule in force by every subject it binds, with the age of its proof.</summary>
public sealed partial class Compliance : LiveComponent
{
    private IReadOnlyList<ComplianceRow> rows = [];
    private IReadOnlyList<ComplianceRow> exceptions = [];
    private IReadOnlyList<(long IntentId, string Rule)> rules = [];
    private IReadOnlyList<string> subjects = [];
    private ILookup<((long IntentId, string Rule) Rule, string Subject), ComplianceRow> cells = Array.Empty<ComplianceRow>().ToLookup(r => ((r.IntentId, r.Rule), r.Subject));

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents | LiveSources.Clock;

    [Inject]
    private IComplianceReport Report { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string Summary => rows.Count == 0 ? "nothing to prove" : exceptions.Count == 0 ? $"all {rows.Count} proven" : $"{exceptions.Count} of {rows.Count} not proven";

    /// <inheritdoc/>
    protected override void Refresh()
    {
        rows = Report.Rows();
        exceptions = [.. rows.Where(r => r.State != ComplianceState.Proven).OrderByDescending(r => r.State)];
        rules = [.. rows.Select(r => (r.IntentId, r.Rule)).Distinct()];
        subjects = [.. rows.Select(r => r.Subject).Distinct(StringComparer.Ordinal)];
        cells = rows.ToLookup(r => ((r.IntentId, r.Rule), r.Subject));
    }

    private static Meaning MeaningOf(ComplianceState state) => state switch
    {
        ComplianceState.Proven => Meaning.Proven,
        ComplianceState.Violated => Meaning.Violated,
        _ => Meaning.Warning,
    };

    private async Task ExportAsync(string format)
    {
        var text = format == "csv" ? ComplianceExport.Csv(rows) : ComplianceExport.Json(rows, Feed.Site.Site.Name, Feed.Now);
        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/download.js");
        await module.InvokeVoidAsync("save", $"compliance-{Feed.Now:yyyy-MM-ddTHHmmss}Z.{format}", format == "csv" ? "text/csv" : "application/json", text);
    }
}
