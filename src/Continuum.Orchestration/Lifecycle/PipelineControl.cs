using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>Moves pipelines by hand, never past the active intents.</summary>
internal sealed class PipelineControl(IntentLedger ledger, ISiteFeed site, IServingDriver serving, IPlanMaker maker, IJobQueue jobs, JobLeases leases) : IPipelineControl
{
    public Task<PipelineMove> CheckAsync(string service, string stages, string? head, CancellationToken cancellationToken) =>
        Task.FromResult(Check(service, stages, head, cancellationToken));

    public async Task<PipelineMove> MoveAsync(string service, string stages, string? head, string actor, CancellationToken cancellationToken)
    {
        var move = Check(service, stages, head, cancellationToken);
        if (!move.Verdict.Passed || move.From == move.To) return move;
        var text = $"Move {service} to {LayoutText.Write(move.To)}{(move.To.Head == move.From.Head ? "" : $" with its head on {move.To.Head}")}.";
        if (move.Plan is null)
        {
            using var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false);
            // An intent may have begun to bind it while this waited for its turn.
            move = Check(service, stages, head, cancellationToken);
            if (move.Plan is not null) throw new IntentRefusedException(IntentRefusal.WrongState, $"An intent has just begun to bind {service}. Ask again.");
            if (!move.Verdict.Passed || move.From == move.To) return move;
            await ledger.AuditServiceAsync(service, actor, new { from = move.From, to = move.To }, cancellationToken).ConfigureAwait(false);
            return move with { Done = await serving.ReconfigureAsync(move.To, $"by hand, {actor}", cancellationToken).ConfigureAwait(false) };
        }

        var change = new PendingChange
        {
            Kind = ChangeKind.Replan,
            Actor = actor,
            At = ledger.Now,
            Text = text,
            Wanted = [move.To],
        };
        foreach (var id in Binding(service))
        {
            var taken = false;
            await ledger.UpdateAsync(
                id,
                r =>
                {
                    taken = r is { State: IntentState.Active } && r.Change?.Approval is null;
                    return taken ? r with { Change = change with { Policy = r.Policy } } : null;
                },
                cancellationToken).ConfigureAwait(false);
            if (!taken) continue;
            await ledger.AuditAsync("message", actor, id, new { text }, cancellationToken).ConfigureAwait(false);
            // Planned again by the job: an approval must not rest on what a request computed.
            jobs.EnqueuePlanning(id);
            return move with { IntentId = id };
        }

        throw new IntentRefusedException(IntentRefusal.WrongState, $"The intents that bind {service} are being changed. Wait until that has ended, then ask again.");
    }

    private PipelineMove Check(string name, string stages, string? head, CancellationToken cancellationToken)
    {
        var now = site.Current.Site;
        var service = now.Services.FirstOrDefault(s => s.Name == name)
            ?? throw new IntentRefusedException(IntentRefusal.NotFound, $"The site {now.Name} has no service '{name}'. Its services are {string.Join(", ", now.Services.Select(s => s.Name))}.");
        PipelineLayout to;
        try
        {
            to = LayoutText.Read(now, service, stages, head);
        }
        catch (FormatException e)
        {
            throw new IntentRefusedException(IntentRefusal.BadText, e.Message);
        }

        var from = new PipelineLayout(name, service.Head, service.Stages);
        if (from == to) return new PipelineMove(from, to, new Verdict(Outcome.Pass, [new Check("layout-as-asked", true, name, "it is there already")]), null, null, null);
        if (to.Nodes.FirstOrDefault(n => now.FindNode(n) is not { Ready: true }) is { } down)
            return new PipelineMove(from, to, new Verdict(Outcome.Infeasible, [new Check("layout-as-asked", false, name, $"{down} is down") { Trail = [down] }]), null, null, null);
        var active = ActiveIntents.Of(ledger.All());
        if (ActiveIntents.Desired(ledger.All())?.Pipelines.Any(p => p.Service == name) != true)
            return new PipelineMove(from, to, new Verdict(Outcome.Pass, [new Check("layout-as-asked", true, name, $"no active intent binds {name}")]), null, null, null);
        var answer = maker.Make(new PlanQuestion(now, active, null, ledger.Now, ledger.Now, [to]), cancellationToken);
        return new PipelineMove(from, to, answer.Verdict, answer.Plan, null, null);
    }

    // Those that name the service first: an operator looks for the change there.
    private List<long> Binding(string service)
    {
        var subject = site.Current.Site.Services.First(s => s.Name == service);
        return
        [
            .. ActiveIntents.Of(ledger.All())
                .OrderByDescending(i => i.Policy.Rules.Any(r => r is Core.Policies.ServiceRule s && s.Services.Selects(subject)))
                .ThenByDescending(i => i.Id).Select(i => i.Id),
        ];
    }
}
