using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Enactment;

/// <summary>
/// Does the steps of a script, each journaled before and after. A step that fails takes all of them back, itself
/// included, since some of it may be in place. Stopping the process at any point loses nothing: the journal tells what
/// may be in place, and every step can be done or taken back again.
/// </summary>
internal sealed class Enactor(Plant plant, IEnactmentJournal journal, IOrchestrationSettingsStore settings, TimeProvider time)
{
    /// <summary>
    /// Leads the script to its end in the direction it has. What comes back is done (all steps done) or went back; the
    /// journal entry stays open, for <see cref="CloseAsync"/> once the intent tells the same.
    /// </summary>
    /// <param name="onChange">Told after every step.</param>
    /// <exception cref="EnactmentStuckException">A step could not be taken back.</exception>
    public async Task<EnactmentScript> RunAsync(EnactmentScript script, Func<EnactmentScript, Task> onChange, CancellationToken cancellationToken)
    {
        if (script.Direction == ScriptDirection.Forward)
        {
            await journal.SaveAsync(script.Entry(JournalState.Open), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < script.Steps.Count; i++)
            {
                if (script.Steps[i].State == StepState.Done) continue;
                script = await MarkAsync(script, i, StepState.Running, null, onChange, cancellationToken).ConfigureAwait(false);
                try
                {
                    await TimedAsync(t => DoAsync(script.Steps[i].Action, script, t), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    var error = e is OperationCanceledException ? $"It did not end within {settings.Current.StepTimeout}." : e.Message;
                    script = await MarkAsync(script, i, StepState.Failed, error, onChange, cancellationToken).ConfigureAwait(false);
                    return await BackAsync(script, Sentence.Of($"{script.Steps[i].Title}: {error}"), onChange, cancellationToken).ConfigureAwait(false);
                }

                script = await MarkAsync(script, i, StepState.Done, null, onChange, cancellationToken).ConfigureAwait(false);
            }

            return script;
        }

        return await BackAsync(script, script.Reason ?? "It was given up.", onChange, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back every step that was begun, from the last to the first.</summary>
    public async Task<EnactmentScript> BackAsync(EnactmentScript script, string reason, Func<EnactmentScript, Task> onChange, CancellationToken cancellationToken)
    {
        script = script with { Direction = ScriptDirection.Back, Reason = reason };
        await journal.SaveAsync(script.Entry(JournalState.Open), cancellationToken).ConfigureAwait(false);
        for (var i = script.Steps.Count - 1; i >= 0; i--)
        {
            if (script.Steps[i].State is StepState.Pending or StepState.Undone) continue;
            try
            {
                await TimedAsync(t => UndoAsync(script.Steps[i].Action, t), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Going on would take away what protects the things that this step left where they are.
                throw new EnactmentStuckException(script, Sentence.Of($"{reason} Taking back '{script.Steps[i].Title}' failed as well: {e.Message}"), e);
            }

            script = await MarkAsync(script, i, StepState.Undone, script.Steps[i].Error, onChange, cancellationToken).ConfigureAwait(false);
        }

        return script;
    }

    public Task CloseAsync(EnactmentScript script, CancellationToken cancellationToken) =>
        journal.SaveAsync(script.Entry(script.Direction == ScriptDirection.Forward ? JournalState.Done : JournalState.RolledBack), cancellationToken);

    private async Task<EnactmentScript> MarkAsync(EnactmentScript script, int index, StepState state, string? error, Func<EnactmentScript, Task> onChange, CancellationToken cancellationToken)
    {
        script = script.With(index, script.Steps[index] with { State = state, At = time.GetUtcNow(), Error = error });
        await journal.SaveAsync(script.Entry(JournalState.Open), cancellationToken).ConfigureAwait(false);
        await onChange(script).ConfigureAwait(false);
        return script;
    }

    private async Task TimedAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.Current.StepTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        // WaitAsync: a driver that does not listen to its token must not hold the enactment.
        await act(both.Token).WaitAsync(both.Token).ConfigureAwait(false);
    }

    private Task DoAsync(EnactmentAction action, EnactmentScript script, CancellationToken cancellationToken) => action switch
    {
        FlowAction flows => plant.Fabric.ApplyAsync(flows.Do, cancellationToken),
        ApplyAction apply => plant.Cluster.ApplyAsync(apply.Manifest, cancellationToken),
        WithdrawAction withdraw => plant.Cluster.WithdrawAsync(withdraw.Before.Subject, cancellationToken),
        MoveAction move => plant.Cluster.MoveAsync(move.Workload, move.Targets, cancellationToken),
        ReconfigureAction reconfigure => ReconfigureAsync(reconfigure.To, script.Repair ? "repair" : IntentLedger.Subject(script.IntentId), cancellationToken),
        _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
    };

    private Task UndoAsync(EnactmentAction action, CancellationToken cancellationToken) => action switch
    {
        FlowAction flows => plant.Fabric.ApplyAsync(flows.Undo, cancellationToken),
        ApplyAction { Before: { } before } => plant.Cluster.ApplyAsync(before, cancellationToken),
        ApplyAction apply => plant.Cluster.WithdrawAsync(apply.Manifest.Subject, cancellationToken),
        WithdrawAction withdraw => plant.Cluster.ApplyAsync(withdraw.Before, cancellationToken),
        MoveAction { Origins.Count: > 0 } move => plant.Cluster.MoveAsync(move.Workload, move.Origins, cancellationToken),
        MoveAction => Task.CompletedTask,
        ReconfigureAction reconfigure => ReconfigureAsync(reconfigure.From, "roll back", cancellationToken),
        _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
    };

    private async Task ReconfigureAsync(PipelineLayout target, string reason, CancellationToken cancellationToken)
    {
        var ended = await plant.Serving.ReconfigureAsync(target, reason, cancellationToken).ConfigureAwait(false);
        if (ended.State == ReconfigurationState.Aborted) throw new DriverException($"The reconfiguration of {target.Service} was aborted: {ended.Error ?? "no reason given"}");
    }
}

/// <summary>Messages of other systems end as they like; ours go on after them.</summary>
internal static class Sentence
{
    public static string Of(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
}

/// <summary>A step could not be taken back; what it left is protected by the steps before it, which stay.</summary>
internal sealed class EnactmentStuckException(EnactmentScript script, string message, Exception inner) : Exception(message, inner)
{
    public EnactmentScript Script => script;
}
