using Continuum.Infrastructure.Lab;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;
using Dashboard.Security;

namespace Dashboard.Services;

/// <summary>Breaking the lab, for administrators, each time recorded.</summary>
internal sealed class GuardedLabControls(LabControls lab, IAuditLog audit, CurrentPrincipal principal) : ILabControls
{
    /// <inheritdoc/>
    public bool Available => true;

    /// <inheritdoc/>
    public Task SetLinkAsync(string port, bool up, string actor, CancellationToken cancellationToken) =>
        ActAsync(up ? "bring up" : "fail", "link at " + port, () => lab.SetLinkAsync(port, up, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task SetSwitchAsync(string name, bool up, string actor, CancellationToken cancellationToken) =>
        ActAsync(up ? "bring up" : "fail", "switch " + name, () => lab.SetSwitchAsync(name, up, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task SetNodeAsync(string name, bool ready, string actor, CancellationToken cancellationToken) =>
        ActAsync(ready ? "bring up" : "fail", "node " + name, () => lab.SetNodeAsync(name, ready, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(string name, bool drain, string actor, CancellationToken cancellationToken) =>
        ActAsync(drain ? "drain" : "uncordon", "node " + name, () => lab.DrainAsync(name, drain, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<string> TamperFlowAsync(string switchName, string actor, CancellationToken cancellationToken)
    {
        var done = "";
        await ActAsync("tamper", "switch " + switchName,
            async () => done = await lab.TamperFlowAsync(switchName, FlowTampering.Redirect, cancellationToken), cancellationToken);
        return done;
    }

    /// <inheritdoc/>
    public Task SetLabelAsync(LabElement kind, string name, string key, string? value, string actor, CancellationToken cancellationToken) =>
        ActAsync($"label {key}={value ?? "(removed)"}", $"{kind} {name}",
            () => lab.SetLabelAsync(Enum.Parse<LabElementKind>(kind.ToString()), name, key, value, cancellationToken), cancellationToken);

    private async Task ActAsync(string what, string subject, Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            var who = (await principal.RequireAsync(Roles.Administrator)).Identity!.Name!;
            await audit.AppendAsync("lab", who, subject, new { what }, cancellationToken);
            await act();
        }
        catch (Exception error) when (error is DriverException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LabRefusedException(error.Message);
        }
    }
}
