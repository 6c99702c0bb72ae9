using System.Globalization;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Pages;

/// <summary>The audit log, newest first, a page at a time from the file.</summary>
public sealed partial class Audit : LiveComponent
{
    private MudTable<AuditLine>? table;
    private long total;
    private bool first = true;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Events;

    [Inject]
    private IAuditLog Log { get; set; } = default!;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var newest = Log.Newest(1);
        var now = newest.Count == 0 ? 0 : newest[0].Sequence;
        if (now == total) return;
        total = now;

        // Only the first page follows the log: rows that someone reads must not move under them.
        if (!first && table is { CurrentPage: 0 }) _ = InvokeAsync(table.ReloadServerData);
        first = false;
    }

    private static string? HrefOf(string subject) =>
        subject.StartsWith("intent ", StringComparison.Ordinal) && long.TryParse(subject.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? $"/intents/{id}" : null;

    private Task<TableData<AuditLine>> ReadAsync(TableState state, CancellationToken cancellationToken)
    {
        var last = total - (long)state.Page * state.PageSize;
        var after = Math.Max(0, last - state.PageSize);
        var lines = last <= 0 ? [] : Log.Read(after, (int)(last - after));
        return Task.FromResult(new TableData<AuditLine> { Items = lines.Reverse(), TotalItems = (int)Math.Min(int.MaxValue, total) });
    }
}
