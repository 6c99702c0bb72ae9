using Continuum.Core.Intents;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>A rule with the intent it belongs to.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="Rule">The rule.</param>
public sealed record BoundRule(long IntentId, Rule Rule)
{
    /// <summary>Whether it is a preference that is tried as if it were hard.</summary>
    internal bool IsWish { get; init; }

    /// <summary>The rules of those intents that are in force at that moment, in the order of the intents.</summary>
    public static IReadOnlyList<BoundRule> InForce(IEnumerable<ActiveIntent> intents, DateTimeOffset at) =>
        [.. intents.SelectMany(i => i.Policy.Rules.Where(r => r.InForce(at)).Select(r => new BoundRule(i.Id, r)))];
}
