using Continuum.Core.Plans;

namespace Continuum.Orchestration.Enactment;

/// <summary>What makes two rules one to a switch: installing the second replaces the first.</summary>
internal readonly record struct RuleKey(ulong DatapathId, int Priority, FlowMatch Match)
{
    public static RuleKey Of(FlowRule rule) => new(rule.DatapathId, rule.Priority, rule.Match);
}

/// <summary>Priorities that belong to the executor and the watch, above every compiled rule.</summary>
internal static class TransitPriority
{
    /// <summary>Lowest priority of transit rules.</summary>
    public const int First = 20_000;

    /// <summary>Drops of pairs whose way became illegal, until a person approves another; above all transit rules.</summary>
    public const int Quarantine = 30_000;

    /// <summary>Distance between the classes of a course: forwards and drops at its start, holds one above.</summary>
    public const int Band = 10;

    /// <summary>Distance between two courses, of which the later one wins.</summary>
    public const int Course = 100;

    public static bool IsTransit(int priority) => priority is >= First and < Quarantine;

    /// <summary>Where a course starts: above what an enactment that could not be undone may have left behind.</summary>
    public static int NextCourse(IEnumerable<FlowRule> installed)
    {
        var highest = installed.Where(r => IsTransit(r.Priority)).Select(r => r.Priority).DefaultIfEmpty(0).Max();
        return highest == 0 ? First : highest - ((highest - First) % Course) + Course;
    }
}
