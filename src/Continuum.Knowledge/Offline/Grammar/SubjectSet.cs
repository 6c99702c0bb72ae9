using Continuum.Core.Policies;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>What part of a subject a phrase speaks of.</summary>
internal enum Aspect
{
    /// <summary>The subject itself.</summary>
    Whole,

    /// <summary>The head of a service.</summary>
    Head,

    /// <summary>Stages, layers and KV cache.</summary>
    Stages,

    /// <summary>Transfers between head and stages.</summary>
    Transfers,

    /// <summary>Replicas of a workload.</summary>
    Replicas,
}

/// <summary>Workloads and services that a phrase picks.</summary>
internal sealed record SubjectSet(IReadOnlyList<SelectorTerm> Terms, IReadOnlyList<SelectorTerm> Except)
{
    public Aspect Aspect { get; init; }

    /// <summary>Head and stages alike were named.</summary>
    public bool AllParts { get; init; }

    /// <summary>"no workload", "none of".</summary>
    public bool Negated { get; init; }

    /// <summary>"only ehr-api", before the noun.</summary>
    public bool Only { get; init; }

    /// <summary>"a or b": for what must hold of one, the text leaves open of which.</summary>
    public bool Alternatives { get; init; }

    /// <summary>"two copies of": says something of them together, never where all of them are.</summary>
    public bool Counted { get; init; }

    /// <summary>"it", "they": stands for what was spoken of last.</summary>
    public bool IsPronoun { get; init; }

    /// <summary>"everything else", "the rest": all but what the sentence names besides.</summary>
    public bool IsRest { get; init; }

    /// <summary>Whether it names a group by label, namespace or "everything" rather than subjects by name.</summary>
    public bool IsGroup => Terms.Any(t => t.Name is null);

    /// <summary>Where each part of the list begins, and how many terms come before it; to give the last one back to the next clause.</summary>
    public IReadOnlyList<(int Token, int Terms)> Parts { get; init; } = [];

    public Selector ToSelector() => new(Terms, Except);
}
