namespace Continuum.Serving.Permits;

/// <summary>Which data classes the pipeline may hold now. The control plane sets it at run time; gateways and runs obey at once.</summary>
public sealed class ClassPermits
{
    private readonly Lock gate = new();
    private Dictionary<string, ClassRule> rules = new(StringComparer.Ordinal);
    private ClassRule? untilKnown;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Raised after every change, on the thread that made it.</summary>
    public event Action? Changed;

    /// <summary>For a head under a control plane: every classified request waits until the rules have come for the first time.</summary>
    /// <returns>The permits.</returns>
    public static ClassPermits AwaitingRules() => new() { untilKnown = new ClassRule(ClassPermit.Held, "The rules for this pipeline have not arrived yet.") };

    /// <summary>Replaces all rules. A class that is not named is allowed.</summary>
    /// <param name="next">Rule by data class; the empty class is requests without one.</param>
    public void Update(IReadOnlyDictionary<string, ClassRule> next)
    {
        lock (gate)
        {
            rules = new Dictionary<string, ClassRule>(next, StringComparer.Ordinal);
            untilKnown = null;
            changed.SetResult();
            changed = NewSignal();
        }
        Changed?.Invoke();
    }

    /// <summary>The rule for a class.</summary>
    /// <param name="dataClass">The class, or null for none.</param>
    /// <returns>Its rule.</returns>
    public ClassRule Of(string? dataClass)
    {
        lock (gate) return Find(dataClass);
    }

    /// <summary>Waits while a class is held.</summary>
    /// <param name="dataClass">The class, or null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The rule that ended the wait: allowed or refused.</returns>
    public async Task<ClassRule> DecideAsync(string? dataClass, CancellationToken cancellation)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                var rule = Find(dataClass);
                if (rule.Permit != ClassPermit.Held) return rule;
                wait = changed.Task;
            }
            await wait.WaitAsync(cancellation);
        }
    }

    private ClassRule Find(string? dataClass)
    {
        if (rules.TryGetValue(dataClass ?? "", out var rule)) return rule;
        return untilKnown is not null && !string.IsNullOrEmpty(dataClass) ? untilKnown : new ClassRule(ClassPermit.Allowed);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
