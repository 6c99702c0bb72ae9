using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>Head, stages, KV and transfers of the services that rules cover, and what their layouts are predicted to do.</summary>
internal sealed class PipelineChecks(PlannedState state, ICostModel costs)
{
    public IEnumerable<Check> All()
    {
        foreach (var bound in state.Hard)
        {
            foreach (var check in bound.Rule switch
            {
                ServiceRule s => Service(bound, s),
                PlacementRule { Nodes: not null } p => p.Subjects.Of(state.Site).OfType<Service>().SelectMany(s => Nodes(bound, s, p.Nodes!, ServiceParts.All)),
                _ => [],
            })
            {
                yield return check;
            }
        }

        foreach (var layout in state.Plan.Pipelines) yield return Complete(layout);
        foreach (var layout in state.Plan.Pipelines) yield return ReconfigurationTransfers(layout);
    }

    private IEnumerable<Check> Service(BoundRule bound, ServiceRule rule)
    {
        foreach (var service in rule.Services.Of(state.Site).OfType<Service>())
        {
            if (rule.Nodes is not null)
            {
                foreach (var check in Nodes(bound, service, rule.Nodes, rule.Parts)) yield return check;
            }

            foreach (var objective in rule.Objectives) yield return Predicted(bound, service, objective);
        }
    }

    private IEnumerable<Check> Nodes(BoundRule bound, Service service, LabelExpression nodes, ServiceParts parts)
    {
        var layout = state.Layouts[service.Name];
        var subject = $"{service.Name}: {RuleText.Of(bound)}";
        if (!state.Plan.Pipelines.Any(p => p.Service == service.Name)) yield return new Check("pipeline-on-allowed-nodes", false, subject, $"the plan has no layout for {service.Name}");
        var bad = (parts.HasFlag(ServiceParts.Head) ? new[] { ("the head", layout.Head) } : [])
            .Concat(parts.HasFlag(ServiceParts.Stages) ? layout.Stages.Select(s => ($"layers {s.Layers} and their KV cache", s.Node)) : [])
            .FirstOrDefault(p => !state.NodesByName.TryGetValue(p.Item2, out var node) || !nodes.Admits(node));
        yield return bad.Item2 is null
            ? new Check("pipeline-on-allowed-nodes", true, subject, PipelineChooser.Describe(layout))
            : new Check("pipeline-on-allowed-nodes", false, subject, $"{bad.Item1} would be on {bad.Item2}, which is not {RuleText.Of(nodes)}") { Trail = [bad.Item2] };
    }

    private Check Complete(PipelineLayout layout)
    {
        var next = 0;
        foreach (var stage in layout.Stages)
        {
            if (stage.Layers.First != next || stage.Layers.Last < stage.Layers.First || !state.NodesByName.ContainsKey(stage.Node)) return new Check("pipeline-complete", false, layout.Service, $"layers {stage.Layers} on {stage.Node} do not follow layer {next - 1}, or the node is unknown");
            next = stage.Layers.Last + 1;
        }

        return new Check("pipeline-complete", next > 0 && state.NodesByName.ContainsKey(layout.Head), layout.Service, $"{next} layers, each held once; {PipelineChooser.Describe(layout)}");
    }

    private Check Predicted(BoundRule bound, Service service, Objective objective)
    {
        var subject = $"{service.Name}: {RuleText.Of(bound)}";
        var question = new PipelineQuestion
        {
            Site = state.Site,
            Service = service,
            MayHoldHead = _ => true,
            MayHoldStage = _ => true,
            Path = Transfer,
        };
        if (costs.Predict(question, state.Layouts[service.Name]) is not { } prediction) return new Check("objective-predicted", false, subject, $"nothing can be predicted for {service.Model}: its dimensions are unknown, or its nodes do not reach each other");
        var figure = Objectives.Figure(objective, prediction, question.Shape);
        return new Check("objective-predicted", Objectives.Holds(objective, prediction, question.Shape), subject, $"{RuleText.Of(objective)}: predicted {figure} for {PipelineChooser.Describe(state.Layouts[service.Name])}. Assumed: {string.Join("; ", prediction.Assumptions)}");
    }

    // As packets really go with the plan in place.
    private TransferPath? Transfer(string from, string to)
    {
        if (from == to) return new TransferPath(0, double.PositiveInfinity);
        var (source, target) = (state.NodesByName[from], state.NodesByName[to]);
        if (source.Attach is null || target.Attach is null) return new TransferPath(1, 1000);
        var walk = state.Walk(source, target, new PacketClass((int)IpProtocol.Tcp, -1, -1));
        return walk.Arrives ? new TransferPath(walk.Links.Sum(l => l.LatencyMs ?? 1), walk.Links.Select(l => l.BandwidthMbps ?? 1000).DefaultIfEmpty(double.PositiveInfinity).Min()) : null;
    }

    // KV and layers leave the old nodes for the new ones over the planned tables. Where no compliant way exists they are
    // not sent at all: the parts are started afresh, and their KV is computed again on compliant nodes.
    private Check ReconfigurationTransfers(PipelineLayout layout)
    {
        var service = state.Site.Services.First(s => s.Name == layout.Service);
        var conditions = state.Hard.Select(b => (Bound: b, Condition: b.Rule switch
        {
            ServiceRule { Transfers: { } t } s when s.Services.Selects(service) => t,
            PathRule p when p.From.Selects(service) && p.To.Selects(service) => p.Condition,
            _ => null,
        })).Where(c => c.Condition is not null).ToList();
        var moves = state.Plan.Moves.Where(m => m.From is not null && m.Subject.StartsWith(service.Name + " ", StringComparison.Ordinal)).ToList();
        foreach (var move in moves.Where(m => !m.Restart))
        {
            var (from, to) = (state.NodesByName[move.From!], state.NodesByName[move.To]);
            if (from.Attach is null || to.Attach is null)
            {
                if (conditions.Count == 0) continue;
                return new Check("reconfiguration-transfers-allowed", false, move.Subject, $"how {move.From} reaches {move.To} outside the fabric is unknown, against {RuleText.Of(conditions[0].Bound)}") { Trail = [move.From!, move.To] };
            }

            var walk = state.Walk(from, to, new PacketClass((int)IpProtocol.Tcp, -1, -1));
            foreach (var (bound, condition) in conditions)
            {
                var bad = (condition!.Switches is { } asked ? walk.Switches.FirstOrDefault(s => !asked.Admits(s))?.Name : null) ?? walk.Links.FirstOrDefault(l => !PathChecks.Allowed(condition, l))?.Name;
                if (bad is not null) return new Check("reconfiguration-transfers-allowed", false, move.Subject, $"moving {move.Subject} from {move.From} to {move.To} would cross {bad}, against {RuleText.Of(bound)}") { Trail = walk.Trail(from, to) };
            }

            if (!walk.Arrives) return new Check("reconfiguration-transfers-allowed", false, move.Subject, $"{move.From} does not reach {move.To}: {walk.Reason}") { Trail = walk.Trail(from, to) };
        }

        return new Check("reconfiguration-transfers-allowed", true, layout.Service, moves.Count == 0 ? "nothing moves"
            : string.Join("; ", moves.Select(m => m.Restart ? $"{m.Subject} is started afresh on {m.To}, nothing is sent from {m.From}" : $"{m.Subject} goes from {m.From} to {m.To} over allowed elements")));
    }
}
