using Continuum.Core.Policies;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>The kinds of rules, for settings that differ by kind.</summary>
public enum RuleKind
{
    /// <summary>Where workloads stand.</summary>
    Placement,

    /// <summary>How packets travel.</summary>
    Path,

    /// <summary>Who may not talk.</summary>
    Isolation,

    /// <summary>Where a service lives and how fast it answers.</summary>
    Service,
}

/// <summary>What is done about something that is not as it should be.</summary>
public enum DriftResponse
{
    /// <summary>It is put right at once.</summary>
    Repair,

    /// <summary>A person is asked.</summary>
    Escalate,
}

/// <summary>A break-glass pause: drift is noticed and shown, not repaired, until it expires by itself.</summary>
/// <param name="Until">When it ends.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why.</param>
public sealed record EnforcementPause(DateTimeOffset Until, string Actor, string Reason);

/// <summary>What an administrator may set. The defaults ask a person before anything new happens.</summary>
public sealed record OrchestrationSettings
{
    /// <summary>Kinds of rules that need no person's yes when the verdict passes, nothing was assumed and no text is unmapped.</summary>
    public IReadOnlyList<RuleKind> AutoApprove { get; init; } = [];

    /// <summary>What follows when something differs from the approved desired state.</summary>
    public DriftResponse OnDrift { get; init; } = DriftResponse.Repair;

    /// <summary>What follows when the site changed so that the same policies need another plan.</summary>
    public DriftResponse OnSiteChange { get; init; } = DriftResponse.Escalate;

    /// <summary>The pause in force, or the last one.</summary>
    public EnforcementPause? Pause { get; init; }

    /// <summary>How long a step of an enactment may take.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the same thing is repaired within ten minutes before a person is asked.</summary>
    public int RepairAttempts { get; init; } = 5;

    /// <summary>Whether enforcement is paused at that moment.</summary>
    public bool PausedAt(DateTimeOffset at) => Pause is { } pause && at < pause.Until;

    /// <summary>The kind of a rule.</summary>
    public static RuleKind KindOf(Rule rule) => rule switch
    {
        PlacementRule => RuleKind.Placement,
        PathRule => RuleKind.Path,
        IsolationRule => RuleKind.Isolation,
        ServiceRule => RuleKind.Service,
        _ => throw new InvalidOperationException($"Unknown kind of rule {rule.GetType().Name}."),
    };
}

/// <summary>Keeps the settings.</summary>
public interface IOrchestrationSettingsStore
{
    /// <summary>As they are now.</summary>
    OrchestrationSettings Current { get; }

    /// <summary>Replaces them atomically and returns what holds afterwards.</summary>
    Task<OrchestrationSettings> UpdateAsync(Func<OrchestrationSettings, OrchestrationSettings> change, CancellationToken cancellationToken);
}

/// <summary>Settings that end with the process; used where nothing durable is registered.</summary>
public sealed class TransientSettings(OrchestrationSettings? initial = null) : IOrchestrationSettingsStore
{
    private readonly Lock gate = new();
    private OrchestrationSettings current = initial ?? new OrchestrationSettings();

    /// <inheritdoc/>
    public OrchestrationSettings Current
    {
        get { lock (gate) return current; }
    }

    /// <inheritdoc/>
    public Task<OrchestrationSettings> UpdateAsync(Func<OrchestrationSettings, OrchestrationSettings> change, CancellationToken cancellationToken)
    {
        lock (gate) return Task.FromResult(current = change(current));
    }
}
