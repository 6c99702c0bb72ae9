using Continuum.Core.Intents;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Security;

namespace Dashboard.Api;

/// <summary>
/// The reconfiguration that the owner of the data folder asks for on the command line: the asking is the approval, and
/// the answer comes when it has ended.
/// </summary>
internal sealed class LocalReconfiguration(
    [FromKeyedServices(GuardedIntentService.Unguarded)] IPipelineControl pipelines,
    [FromKeyedServices(GuardedIntentService.Unguarded)] IIntentService intents,
    IIntentStore store,
    IServingDriver serving)
{
    private const string Actor = "command line";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<PipelineReply> RunAsync(string service, PipelineBody body, CancellationToken stop)
    {
        if (body.DryRun) return PipelineReply.Of(await pipelines.CheckAsync(service, body.To ?? "", body.Head, stop), true);
        var move = await pipelines.MoveAsync(service, body.To ?? "", body.Head, Actor, stop);
        var reply = PipelineReply.Of(move, false);
        if (move.IntentId is not { } id) return reply;
        var planned = await UntilAsync(id, r => r.Change is null or { Verdict: not null }, stop);
        if (planned.Change is not { Verdict: { } verdict, Plan: { } plan }) return reply with { Status = "failed", Note = planned.Note };
        if (!verdict.Passed) return reply with { Status = "refused", Verdict = verdict, Note = planned.Note };
        await intents.ApproveAsync(id, plan.Hash, Actor, stop);
        var ended = await UntilAsync(id, r => r is { State: IntentState.Active, Change: null } or { State: IntentState.Failed }, stop);
        // Read back, not taken from the record: the change may have been taken back, and its note then says why.
        var there = (await serving.ReadAsync(stop)).Any(s => s.Name == service && s.Layout == move.To);
        return reply with { Status = there ? "done" : "failed", Note = ended.Note, Reconfiguration = serving.Reconfigurations.FirstOrDefault(r => r.Service == service && r.To == move.To) };
    }

    private async Task<IntentRecord> UntilAsync(long id, Func<IntentRecord, bool> holds, CancellationToken stop)
    {
        while (true)
        {
            var record = store.Find(id)!;
            if (holds(record)) return record;
            await Task.Delay(Pause, stop);
        }
    }
}
