using System.Text.Json.Serialization;

namespace Continuum.Core.Policies;

/// <summary>One typed rule of a policy.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PlacementRule), "placement")]
[JsonDerivedType(typeof(PathRule), "path")]
[JsonDerivedType(typeof(IsolationRule), "isolation")]
[JsonDerivedType(typeof(ServiceRule), "service")]
public abstract record Rule
{
    /// <summary>Hard when null; else a preference, and the priority (1 lowest, 100 highest) orders preferences only.</summary>
    public int? PreferredPriority { get; init; }

    /// <summary>When the rule is in force; null is always.</summary>
    public Validity? Validity { get; init; }

    /// <summary>Whether the rule must hold.</summary>
    [JsonIgnore]
    public bool IsHard => PreferredPriority is null;

    /// <summary>Whether the rule is in force at that moment.</summary>
    public bool InForce(DateTimeOffset at) => Validity is null || Validity.Contains(at);
}

/// <summary>From (inclusive) until (exclusive); an absent end is open.</summary>
public sealed record Validity(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>Whether the moment lies in the window.</summary>
    public bool Contains(DateTimeOffset at) => (From is null || at >= From) && (Until is null || at < Until);

    /// <summary>Whether two windows share a moment; null is always.</summary>
    public static bool Overlap(Validity? a, Validity? b) =>
        (a?.From is not { } from || b?.Until is not { } untilB || from < untilB)
        && (b?.From is not { } fromB || a?.Until is not { } untilA || fromB < untilA);
}
