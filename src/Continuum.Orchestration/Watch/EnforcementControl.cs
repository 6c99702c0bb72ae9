using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Watch;

/// <summary>The break-glass pause: for a bounded time, drift is shown and not repaired. Callers have checked roles.</summary>
public sealed class EnforcementControl
{
    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private readonly IOrchestrationSettingsStore settings;
    private readonly IAuditLog audit;
    private readonly Events.EventFeed feed;
    private readonly TimeProvider time;

    internal EnforcementControl(IOrchestrationSettingsStore settings, IAuditLog audit, Events.EventFeed feed, TimeProvider time) =>
        (this.settings, this.audit, this.feed, this.time) = (settings, audit, feed, time);

    /// <summary>The pause in force, or null.</summary>
    public EnforcementPause? Pause => settings.Current.PausedAt(time.GetUtcNow()) ? settings.Current.Pause : null;

    /// <summary>When a pause ends that is not written down as over yet.</summary>
    internal DateTimeOffset? Until => settings.Current.Pause?.Until;

    /// <summary>Stops repairs until the time is over; a pause in force is replaced.</summary>
    /// <exception cref="ArgumentException">The time is not positive or longer than <see cref="Longest"/>, or no reason is given.</exception>
    public async Task<EnforcementPause> PauseAsync(TimeSpan length, string actor, string reason, CancellationToken cancellationToken)
    {
        if (length <= TimeSpan.Zero || length > Longest) throw new ArgumentException($"A pause lasts more than 0 and at most {Longest.TotalHours} hours; asked were {length}.", nameof(length));
        if (string.IsNullOrWhiteSpace(reason)) throw new ArgumentException("A pause needs a reason; it is kept in the audit log.", nameof(reason));
        var pause = new EnforcementPause(time.GetUtcNow() + length, actor, reason.Trim());
        await audit.AppendAsync("setting", actor, "enforcement", new { paused = true, pause.Until, pause.Reason }, cancellationToken).ConfigureAwait(false);
        await settings.UpdateAsync(s => s with { Pause = pause }, cancellationToken).ConfigureAwait(false);
        feed.Publish("enforcement", "enforcement", new EnforcementNotice(pause));
        return pause;
    }

    /// <summary>Ends a pause before its time. Does nothing when there is none.</summary>
    public Task EndAsync(string actor, CancellationToken cancellationToken) => EndAsync(actor, onlyIfOver: false, cancellationToken);

    /// <summary>Writes down that a pause is over; true when one was.</summary>
    internal async Task<bool> ExpireAsync(CancellationToken cancellationToken) => await EndAsync(Actors.Console, onlyIfOver: true, cancellationToken).ConfigureAwait(false);

    private async Task<bool> EndAsync(string actor, bool onlyIfOver, CancellationToken cancellationToken)
    {
        if (settings.Current.Pause is not { } pause || (onlyIfOver && time.GetUtcNow() < pause.Until)) return false;
        await audit.AppendAsync("setting", actor, "enforcement", new { paused = false, expired = onlyIfOver }, cancellationToken).ConfigureAwait(false);
        await settings.UpdateAsync(s => s.Pause == pause ? s with { Pause = null } : s, cancellationToken).ConfigureAwait(false);
        feed.Publish("enforcement", "enforcement", new EnforcementNotice(null));
        return true;
    }
}

/// <summary>Payload of an enforcement event.</summary>
/// <param name="Pause">The pause that began; null when enforcement is on again.</param>
public sealed record EnforcementNotice(EnforcementPause? Pause);
