using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Frames;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Offline.Dialogue;

/// <summary>Short texts that change or take back an active intent: "undo that", "no, only France", "also for web", "until Friday".</summary>
internal sealed class FollowUps(Scan scan, SiteIndex index, PlanningRequest request)
{
    private static readonly string[] TakeBack = ["undo", "withdraw", "revoke", "cancel", "retract", "rescind", "lift", "remove", "delete", "drop", "revert"];

    /// <summary>The active intent to withdraw; null when the text says no such thing.</summary>
    /// <exception cref="Puzzle">It does not say which.</exception>
    public ActiveIntent? Withdrawal()
    {
        var i = 0;
        while (scan.IsAny(i, "please", "can", "could", "you", "ok", "now", ",", "no", "sorry", "actually", "kindly")) i++;
        if (scan.Reads(i, "take"))
        {
            if (!scan.IsAny(i + 1, "that", "it", "this", "back")) return null;
            if (!scan.Is(i + 2, "back") && !scan.Is(i + 1, "back")) return null;
            return Latest();
        }

        if (i >= scan.Count || Array.IndexOf(TakeBack, scan.Tokens[i].Text) < 0) return null;
        i++;
        while (scan.IsAny(i, "the", "my", "rule", "intent", "number", "#", "no", ".", "policy")) i++;
        if (i < scan.Count && scan.Tokens[i].Kind == Text.TokenKind.Number && long.TryParse(scan.Tokens[i].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return request.Active.FirstOrDefault(a => a.Id == id) ?? throw Which($"There is no active intent {id}.");
        if (i >= scan.Count || scan.IsAny(i, "that", "it", "this", "last", "latest", "previous", "."))
        {
            for (; i < scan.Count; i++)
            {
                if (scan.NameLength(i) > 0) return null;
            }

            return Latest();
        }

        return scan.Is(i - 1, "intent") || scan.Is(i - 1, "rule") ? throw Which("Which intent shall be withdrawn?") : null;
    }

    /// <summary>The latest intent as changed by a fragment; null when the text is no fragment.</summary>
    public (ActiveIntent Intent, Policy Policy)? Amendment()
    {
        if (request.Active.Count == 0) return null;
        var items = new Chunker(scan, request.Site, request.Now).Cut(0, scan.Count).Where(i => i is not (FillerItem or JointItem)).ToList();
        if (scan.IsAny(0, "no", "nope")) items.RemoveAll(i => i.From == 0);
        if (items.Count == 0 || items.Any(i => i is VerbItem or UnknownItem or MetricItem or TrafficItem or VagueItem or ConditionItem)) return null;
        if (items.Any(i => i is FlagItem { Kind: not (W.Only or W.Except or W.Not or W.Likewise or W.Prefer) })) return null;
        var latest = request.Active[^1];
        var rules = latest.Policy.Rules;
        if (items.All(i => i is WindowItem) && items is [WindowItem window])
            return (latest, new Policy([.. rules.Select(r => r with { Validity = window.Validity is { From: null, Until: null } ? null : window.Validity })]));
        var subjects = items.OfType<SubjectItem>().ToList();
        if (subjects is [{ Set.IsPronoun: false } subject] && items.All(i => i is SubjectItem or FlagItem))
        {
            var except = items.Any(i => i is FlagItem { Kind: W.Except or W.Not }) || scan.Is(0, "not");
            if (except) return (latest, new Policy([.. rules.Select(r => Amendments.Exempt(r, subject.Set.Terms))]));
            if (!scan.IsAny(0, "also", "and", "plus", "same", "the", "likewise", "include", "too") && !scan.Is(scan.Count - 1, "too")) return null;
            var wider = rules.Select(r => Amendments.Also(r, subject.Set.Terms)).ToList();
            return wider.Contains(null) ? throw new Puzzle("That intent has rules between two sides, so it is not clear which side is meant. Please state the rule in full.", []) : (latest, new Policy(wider!));
        }

        if (items.All(i => i is PlaceItem or FlagItem) && items.OfType<PlaceItem>().ToList() is { Count: > 0 } places) return (latest, Elsewhere(latest, places, items));
        if (items.All(i => i is QuantityItem) && items is [QuantityItem quantity]) return (latest, Bounded(latest, quantity));
        return null;
    }

    // "no, only France": the one rule that says where gets another where.
    private Policy Elsewhere(ActiveIntent intent, List<PlaceItem> places, List<Item> items)
    {
        var located = intent.Policy.Rules.Where(r => r is PlacementRule { Nodes: not null } or ServiceRule { Nodes: not null }).ToList();
        if (located.Count != 1 || places.Any(p => p.Place.Implied is Elements.Switches or Elements.Links || p.Place.Condition is null))
            throw new Puzzle("It is not clear which part of the earlier intent that changes. Please state the rule in full.", []);
        var cond = CondFold.And([.. places.Select(p => p.Away ? new NotCond(p.Place.Condition!) : p.Place.Condition!)]);
        var negated = items.Any(i => i is FlagItem { Kind: W.Not });
        var nodes = new Resolver(index).Resolve(cond, Elements.Nodes, negated);
        return new Policy([.. intent.Policy.Rules.Select(r => !ReferenceEquals(r, located[0]) ? r : r is PlacementRule p ? p with { Nodes = nodes } : ((ServiceRule)r) with { Nodes = nodes })]);
    }

    private static Policy Bounded(ActiveIntent intent, QuantityItem quantity)
    {
        var bounded = intent.Policy.Rules.Where(r => r is PathRule { MaxLatencyMs: not null } or PathRule { MaxHops: not null } or ServiceRule { Objectives.Count: 1 }).ToList();
        if (bounded.Count != 1 || quantity.Value <= 0) throw new Puzzle("It is not clear which bound that changes. Please state the rule in full.", []);
        Rule changed = (bounded[0], quantity.Unit) switch
        {
            (PathRule { MaxLatencyMs: not null } p, QuantityUnit.Milliseconds) => p with { MaxLatencyMs = quantity.Value },
            (PathRule { MaxHops: not null } p, QuantityUnit.Hops) => p with { MaxHops = (int)quantity.Value },
            (ServiceRule { Objectives: [{ Metric: not ObjectiveMetric.Throughput } o] } s, QuantityUnit.Milliseconds) => s with { Objectives = [o with { Bound = quantity.Value }] },
            (ServiceRule { Objectives: [{ Metric: ObjectiveMetric.Throughput } o] } s, QuantityUnit.TokensPerSecond) => s with { Objectives = [o with { Bound = quantity.Value }] },
            _ => throw new Puzzle("That bound is in another unit than the one of the earlier intent. Please state the rule in full.", []),
        };
        return new Policy([.. intent.Policy.Rules.Select(r => ReferenceEquals(r, bounded[0]) ? changed : r)]);
    }

    private ActiveIntent Latest() => request.Active.Count > 0 ? request.Active[^1] : throw new Puzzle("No intent is active, so there is nothing to take back.", []);

    private Puzzle Which(string why) =>
        new(request.Active.Count == 0 ? why + " None is active." : $"{why} Which one is meant?", [.. request.Active.TakeLast(4).Reverse().Select(a => string.Create(CultureInfo.InvariantCulture, $"withdraw intent {a.Id}"))]);
}
