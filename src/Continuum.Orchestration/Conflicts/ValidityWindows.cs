using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Conflicts;

/// <summary>Moments at which the set of rules in force changes.</summary>
internal static class ValidityWindows
{
    /// <summary>
    /// The moment that a plan for the policy shows: now while a windowed rule of it is in force or none has a window,
    /// else the start of the earliest window ahead.
    /// </summary>
    public static DateTimeOffset Shown(Policy policy, DateTimeOffset now)
    {
        var windowed = policy.Rules.Where(r => r.Validity is not null).ToList();
        if (windowed.Count == 0 || windowed.Exists(r => r.InForce(now))) return now;
        return windowed.Where(r => r.Validity!.From > now).Select(r => r.Validity!.From!.Value).DefaultIfEmpty(now).Min();
    }

    /// <summary>The check that fails when no rule of the policy will ever be in force, else null.</summary>
    public static Check? Over(Policy policy, DateTimeOffset now) =>
        policy.Rules.Count > 0 && policy.Rules.All(r => r.Validity is { } v && (v.Until <= now || v.Until <= v.From))
            ? new Check("validity-ahead", false, "validity", string.Create(CultureInfo.InvariantCulture, $"the last window ended at {policy.Rules.Max(r => r.Validity!.Until):u}, it is {now:u}: no rule would ever be in force"))
            : null;

    /// <summary>Moments from now on at which a rule of the proposed intent is in force together with another set of rules.</summary>
    public static IEnumerable<DateTimeOffset> Moments(IReadOnlyList<ActiveIntent> intents, ActiveIntent proposed, DateTimeOffset now) =>
        intents.SelectMany(i => i.Policy.Rules)
            .SelectMany(r => new[] { r.Validity?.From, r.Validity?.Until })
            .OfType<DateTimeOffset>()
            .Where(m => m > now)
            .Append(now)
            .Distinct()
            .Order()
            .Where(m => proposed.Policy.Rules.Any(r => r.InForce(m)));
}
