using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;
using Dashboard.Security;

namespace Dashboard.Services;

/// <summary>Settings for the pages; only an administrator changes them, and each change is audited.</summary>
internal sealed class GuardedConsoleSettings(IOrchestrationSettingsStore store, IAuditLog audit, CurrentPrincipal principal) : IConsoleSettings
{
    /// <inheritdoc/>
    public ConsoleSettings Current => new(
        [.. store.Current.AutoApprove.Select(k => k.ToString().ToLowerInvariant())],
        store.Current.OnDrift == DriftResponse.Repair ? DriftMode.Repair : DriftMode.Escalate);

    /// <inheritdoc/>
    public async Task SaveAsync(ConsoleSettings settings, string actor, CancellationToken cancellationToken)
    {
        var who = (await principal.RequireAsync(Roles.Administrator)).Identity!.Name!;
        var kinds = settings.AutoApprove.Select(k => Enum.Parse<RuleKind>(k, ignoreCase: true)).Distinct().Order().ToList();
        // Audited first: a change that cannot be recorded is not made.
        await audit.AppendAsync("setting", who, "settings", new { autoApprove = kinds.Select(k => k.ToString()), onDrift = settings.Drift.ToString() }, cancellationToken);
        await store.UpdateAsync(s => s with
        {
            AutoApprove = kinds,
            OnDrift = settings.Drift == DriftMode.Repair ? DriftResponse.Repair : DriftResponse.Escalate,
        }, cancellationToken);
    }
}
