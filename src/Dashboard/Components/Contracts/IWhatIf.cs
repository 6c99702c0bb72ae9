namespace Dashboard.Components.Contracts;

/// <summary>What fails in a question of the kind "what if".</summary>
public enum FailureKind
{
    /// <summary>A link, named by one of its ports, "s1:2".</summary>
    Link,

    /// <summary>A switch.</summary>
    Switch,

    /// <summary>A node.</summary>
    Node,
}

/// <summary>A pair of subjects before and after a failure.</summary>
/// <param name="From">Workload or service.</param>
/// <param name="To">Workload or service.</param>
/// <param name="Before">Switches in order now; empty when it does not arrive.</param>
/// <param name="After">Switches in order then; empty when it would not arrive.</param>
/// <param name="Arrives">Whether packets would still arrive.</param>
/// <param name="IntentIds">Intents that bind the pair.</param>
/// <param name="Note">In words: same way, other way, dropped at s3 rather than leaked, ...</param>
public sealed record PairAfterFailure(
    string From, string To, IReadOnlyList<string> Before, IReadOnlyList<string> After, bool Arrives, IReadOnlyList<long> IntentIds, string Note);

/// <summary>The answer to "what if this fails".</summary>
/// <param name="Summary">In a sentence.</param>
/// <param name="Pairs">Pairs whose way changes, the bound ones first.</param>
/// <param name="Displaced">Workloads and services that would have to go elsewhere.</param>
public sealed record WhatIfAnswer(string Summary, IReadOnlyList<PairAfterFailure> Pairs, IReadOnlyList<string> Displaced);

/// <summary>Answers what a failure would do by walking packets on a copy of the tables; nothing is touched.</summary>
public interface IWhatIf
{
    /// <summary>What happens when the element fails.</summary>
    /// <exception cref="KeyNotFoundException">No such element.</exception>
    Task<WhatIfAnswer> FailAsync(FailureKind kind, string name, CancellationToken cancellationToken);
}
