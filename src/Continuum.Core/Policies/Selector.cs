using Continuum.Core.Sites;

namespace Continuum.Core.Policies;

/// <summary>Which kind of subject a selector term reaches.</summary>
public enum SubjectKind
{
    /// <summary>Workloads and services alike.</summary>
    Any,

    /// <summary>Workloads only.</summary>
    Workload,

    /// <summary>LLM services only.</summary>
    Service,
}

/// <summary>
/// Picks workloads and services: by name, by labels (all must hold), by namespace, or everything of a kind when none is
/// given. What is given together must hold together.
/// </summary>
public sealed record SelectorTerm
{
    /// <summary>Exact name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Conditions on labels, or null.</summary>
    public LabelExpression? Labels { get; init; }

    /// <summary>Kubernetes namespace, or null; services have none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Workloads, services or both.</summary>
    public SubjectKind Kind { get; init; }

    /// <summary>Whether the term reaches the subject.</summary>
    public bool Reaches(ISubject subject) =>
        (Kind == SubjectKind.Any || (Kind == SubjectKind.Workload) == subject is Workload)
        && (Name is null || Name == subject.Name)
        && (Labels is null || Labels.Admits(subject))
        && (Namespace is null || (subject is Workload w && w.Namespace == Namespace));
}

/// <summary>A set of subjects: the union of its terms, less the exceptions.</summary>
public sealed record Selector(IReadOnlyList<SelectorTerm> Terms, IReadOnlyList<SelectorTerm> Except)
{
    /// <summary>Exactly those names.</summary>
    public static Selector ByName(params IEnumerable<string> names) => new([.. names.Select(n => new SelectorTerm { Name = n })], []);

    /// <summary>Everything with that label value.</summary>
    public static Selector ByLabel(string key, params IEnumerable<string> values) =>
        new([new SelectorTerm { Labels = LabelExpression.In(key, values) }], []);

    /// <summary>Every workload and service.</summary>
    public static readonly Selector Everything = new([new SelectorTerm()], []);

    /// <summary>Whether the subject is in the set.</summary>
    public bool Selects(ISubject subject) => Terms.Any(t => t.Reaches(subject)) && !Except.Any(t => t.Reaches(subject));

    /// <summary>The subjects of a site that are in the set, in the site's order.</summary>
    public IReadOnlyList<ISubject> Of(Site site) => [.. site.Subjects.Where(Selects)];

    /// <inheritdoc/>
    public bool Equals(Selector? other) =>
        other is not null && Terms.SequenceEqual(other.Terms) && Except.SequenceEqual(other.Except);

    /// <inheritdoc/>
    public override int GetHashCode() => Except.Aggregate(Terms.Aggregate(23, HashCode.Combine), HashCode.Combine);
}
