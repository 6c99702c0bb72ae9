using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>Every packet class of a protected pair: only allowed elements, arrives, no loop, waypoints, bounds.</summary>
internal static class PathChecks
{
    public static IEnumerable<Check> Of(PlannedState state, IReadOnlyList<Duty> duties)
    {
        var isolations = duties.Where(d => d.IsIsolation).ToLookup(d => (d.From.Name, d.To.Name));
        foreach (var group in duties.Where(d => !d.IsIsolation).GroupBy(d => d.Source))
        {
            foreach (var check in Rule(state, group.Key, [.. group], isolations)) yield return check;
        }

        foreach (var group in duties.Where(d => d.IsIsolation).GroupBy(d => d.Source)) yield return Isolated(state, group.Key, [.. group]);
        foreach (var check in TrivialOnOneNode(state)) yield return check;
    }

    private static IEnumerable<Check> Rule(PlannedState state, BoundRule bound, IReadOnlyList<Duty> duties, ILookup<(string, string), Duty> isolations)
    {
        var subject = RuleText.Of(bound);
        var checks = new CheckSet(subject);
        var walks = 0;
        var cut = 0;
        Walk? shown = null;
        foreach (var duty in duties)
        {
            var cutBefore = cut;
            var walksBefore = walks;
            foreach (var packet in duty.Classes(state))
            {
                var walk = state.Walk(duty.From, duty.To, packet);
                walks++;
                if (IsCut(duty, packet, isolations))
                {
                    cut++;
                    continue;
                }

                if (shown is null || (walk.Arrives && walk.Switches.Count > shown.Switches.Count)) shown = walk;
                Walked(checks, duty, packet, walk);
            }

            // Ends are asked of packets that travel, not where an isolation drops them all.
            if (duty.Condition!.EndNodes is { } ends && (walks == walksBefore || cut - cutBefore < walks - walksBefore))
            {
                foreach (var end in new[] { duty.From, duty.To }) checks.Note("path-ends-allowed", ends.Admits(end), () => $"{end.Name}, an end of {duty.Subjects}, is not {RuleText.Of(ends)}", () => [end.Name]);
            }

            if (duty.From.Attach is null || duty.To.Attach is null) checks.Note("path-arrives", false, () => $"{duty.Subjects}: {(duty.From.Attach is null ? duty.From : duty.To).Name} has no attachment to the fabric", () => [duty.From.Name, duty.To.Name]);
        }

        var evidence = string.Create(CultureInfo.InvariantCulture, $"{walks} packet classes walked over {duties.Count} directed node pairs{(cut == 0 ? "" : $", {cut} of them cut by an isolation")}{(shown is null ? "" : $", e.g. {string.Join(" -> ", shown.Switches.Select(s => s.Name))}{(shown.LatencyMs is { } ms ? $" in {ms:0.###} ms" : "")}")}");
        return checks.Close(evidence, "path-allowed", "path-arrives", "path-loop-free");
    }

    // Only an isolation of the same two excuses a packet from arriving; transfers inside a service have a check of their own.
    private static bool IsCut(Duty duty, PacketClass packet, ILookup<(string, string), Duty> isolations)
    {
        var cutting = isolations[(duty.From.Name, duty.To.Name)].Where(i => packet.Is(i.Traffic, i.Backward)).ToList();
        return cutting.Count > 0 && (duty.IsInside || duty.Pairs.All(p => cutting.Exists(c => c.Pairs.Contains(p))));
    }

    private static void Walked(CheckSet checks, Duty duty, PacketClass packet, Walk walk)
    {
        IReadOnlyList<string> Trail() => walk.Trail(duty.From, duty.To);
        string Where() => $"{packet} of {duty.Subjects}, {string.Join(" -> ", Trail())}";
        var condition = duty.Condition!;
        var badSwitch = condition.Switches is { } switches ? walk.Switches.FirstOrDefault(s => !switches.Admits(s)) : null;
        var badLink = walk.Links.FirstOrDefault(l => !Allowed(condition, l));
        checks.Note("path-allowed", badSwitch is null && badLink is null, () => $"{Where()}: crosses {badSwitch?.Name ?? badLink!.Name}", Trail);
        checks.Note("path-loop-free", walk.End != WalkEnd.Loop, () => $"{Where()}: {walk.Reason}", Trail);
        checks.Note("path-arrives", walk.Arrives, () => $"{Where()}: {walk.Reason}", Trail);
        if (duty.Through.Count > 0) checks.Note("waypoints-in-order", !walk.Arrives || InOrder(duty.Through, walk.Switches), () => $"{Where()}: does not pass {string.Join(" then ", duty.Through.Select(RuleText.Of))}", Trail);
        if (duty.MaxLatencyMs is { } bound) checks.Note("latency-bound", !walk.Arrives || walk.LatencyMs <= bound + 1e-9, () => string.Create(CultureInfo.InvariantCulture, $"{Where()}: {(walk.LatencyMs is { } ms ? $"{ms:0.###} ms" : "a link without a stated latency")}, {bound} ms allowed"), Trail);
        if (duty.MaxHops is { } hops) checks.Note("hop-bound", !walk.Arrives || walk.Links.Count <= hops, () => string.Create(CultureInfo.InvariantCulture, $"{Where()}: {walk.Links.Count} links, {hops} allowed"), Trail);
    }

    /// <summary>Whether a link may be crossed: asked in full, and by its own labels where only those are asked.</summary>
    public static bool Allowed(PathCondition condition, Link link)
    {
        if (condition.Links is { } asked && !asked.Admits(link)) return false;
        return condition.LabelledLinks is not { } labelled || labelled.Tests().All(t => link.ValuesOf(t.Key).Count == 0) || labelled.Admits(link);
    }

    private static bool InOrder(IReadOnlyList<LabelExpression> through, IReadOnlyList<Switch> switches)
    {
        var next = 0;
        foreach (var s in switches)
        {
            if (next < through.Count && through[next].Admits(s)) next++;
        }

        return next == through.Count;
    }

    private static Check Isolated(PlannedState state, BoundRule bound, IReadOnlyList<Duty> duties)
    {
        var walks = 0;
        foreach (var duty in duties)
        {
            foreach (var packet in duty.Classes(state))
            {
                walks++;
                var walk = state.Walk(duty.From, duty.To, packet);
                if (walk.Arrives) return new Check("isolation-holds", false, RuleText.Of(bound), $"{packet} of {duty.Subjects} arrives: {string.Join(" -> ", walk.Trail(duty.From, duty.To))}") { Trail = walk.Trail(duty.From, duty.To) };
            }
        }

        return new Check("isolation-holds", true, RuleText.Of(bound), string.Create(CultureInfo.InvariantCulture, $"{walks} packet classes over {duties.Count} directed node pairs, none arrives"));
    }

    // Packets between two on one node never meet a switch: an isolation or a waypoint cannot hold there.
    private static IEnumerable<Check> TrivialOnOneNode(PlannedState state)
    {
        foreach (var bound in state.Hard)
        {
            var (left, right) = bound.Rule switch
            {
                PathRule { Through.Count: > 0 } p => (p.From, p.To),
                IsolationRule i => (i.A, i.B),
                _ => ((Selector?)null, (Selector?)null),
            };
            if (left is null) continue;
            foreach (var x in left.Of(state.Site))
            {
                foreach (var y in right!.Of(state.Site).Where(y => y.Name != x.Name))
                {
                    var shared = Stands(state, x).Intersect(Stands(state, y)).FirstOrDefault();
                    if (shared is not null) yield return new Check("workloads-apart", false, $"{x.Name}, {y.Name}", $"{x.Name} and {y.Name} would share {shared}, where no switch can part them, against {RuleText.Of(bound)}") { Trail = [shared] };
                }
            }
        }
    }

    private static IEnumerable<string> Stands(PlannedState state, ISubject subject) =>
        subject is Service ? state.Layouts[subject.Name].Nodes : state.Plan.NodesOf(subject.Name);
}
