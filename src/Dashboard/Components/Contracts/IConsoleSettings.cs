namespace Dashboard.Components.Contracts;

/// <summary>What happens when drift is noticed.</summary>
public enum DriftMode
{
    /// <summary>It is put right at once.</summary>
    Repair,

    /// <summary>It is shown, and a person decides.</summary>
    Escalate,
}

/// <summary>Settings that an administrator changes while the console runs.</summary>
/// <param name="AutoApprove">Rule kinds (placement, path, isolation, service) whose passing plans are enacted without a person; empty by default.</param>
/// <param name="Drift">What happens when drift is noticed.</param>
public sealed record ConsoleSettings(IReadOnlyList<string> AutoApprove, DriftMode Drift);

/// <summary>Reads and changes settings; changes are kept and audited.</summary>
public interface IConsoleSettings
{
    /// <summary>The settings in force.</summary>
    ConsoleSettings Current { get; }

    /// <summary>Replaces them.</summary>
    Task SaveAsync(ConsoleSettings settings, string actor, CancellationToken cancellationToken);
}
