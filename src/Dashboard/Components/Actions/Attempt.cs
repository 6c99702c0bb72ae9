using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Actions;

/// <summary>Runs an action of a page and turns a refusal into words for the operator. Anything else is a fault and goes on.</summary>
public static class Attempt
{
    /// <summary>Null when it went well, else why it did not.</summary>
    public static async Task<string?> RunAsync(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            await action();
            return null;
        }
        catch (Exception refusal) when (refusal is ActionRefusedException or IntentRefusedException or LabRefusedException
            or AccessRefusedException or DriverException or KeyNotFoundException)
        {
            return refusal.Message;
        }
    }
}
