using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>How an element relates to a country.</summary>
internal enum Relation
{
    /// <summary>Whose law applies to it: "in Germany", "German".</summary>
    Stay,

    /// <summary>Where it stands: "located in Germany".</summary>
    Located,

    /// <summary>Whose company runs it: "US-run".</summary>
    RunBy,
}

/// <summary>A condition as a text states it, before keys are chosen for the kind of element it asks.</summary>
internal abstract record Cond;

/// <summary>Countries in a relation.</summary>
internal sealed record GeoCond(IReadOnlyList<Territory> Territories, Relation Relation) : Cond;

/// <summary>A test of a label.</summary>
internal sealed record LabelCond(LabelTest Test, Elements On) : Cond;

/// <summary>One value that different kinds of elements carry under different keys: the kind that is asked decides.</summary>
internal sealed record ValueCond(IReadOnlyList<LabelCond> Options) : Cond;

/// <summary>Elements by name.</summary>
internal sealed record NameCond(Elements Kind, IReadOnlyList<string> Names) : Cond
{
    /// <summary>"s1 or s4": passing one of them is enough.</summary>
    public bool Alternatives { get; init; }
}

/// <summary>All hold.</summary>
internal sealed record AndCond(IReadOnlyList<Cond> Items) : Cond;

/// <summary>One holds.</summary>
internal sealed record OrCond(IReadOnlyList<Cond> Items) : Cond;

/// <summary>Does not hold.</summary>
internal sealed record NotCond(Cond Inner) : Cond;

/// <summary>A place or a kind of element: "German nodes", "the EU", "switch s3", "links that are encrypted".</summary>
internal sealed record Place(Cond? Condition, Elements Kind, bool Singular)
{
    /// <summary>Kinds that the condition itself points to: names, or labels that only one kind carries.</summary>
    public Elements Implied => Kind != Elements.None ? Kind : Condition is null ? Elements.None : Of(Condition);

    /// <summary>Whether the text used the noun or a name of that kind, not just a label that it carries.</summary>
    public bool Names(Elements kind) => Kind.HasFlag(kind) || (Condition is not null && HasName(Condition, kind));

    private static bool HasName(Cond cond, Elements kind) => cond switch
    {
        NameCond n => n.Kind == kind,
        NotCond n => HasName(n.Inner, kind),
        KindCond k => k.Kind.HasFlag(kind) || HasName(k.Inner, kind),
        AndCond a => a.Items.Any(i => HasName(i, kind)),
        OrCond o => o.Items.Any(i => HasName(i, kind)),
        _ => false,
    };

    private static Elements Of(Cond cond) => cond switch
    {
        NameCond n => n.Kind,
        LabelCond l => l.On & Elements.Fabric,
        ValueCond v => v.Options.Aggregate(Elements.None, (on, o) => on | (o.On & Elements.Fabric)),
        NotCond n => Of(n.Inner),
        KindCond k => k.Kind,
        AndCond a => a.Items.Select(Of).Where(e => e != Elements.None).DefaultIfEmpty().Aggregate((x, y) => (x & y) == 0 ? x : x & y),
        OrCond o => o.Items.Select(Of).Aggregate((x, y) => x | y),
        _ => Elements.None,
    };
}

/// <summary>A condition that the text ties to a kind of element inside a list of several kinds.</summary>
internal sealed record KindCond(Elements Kind, Cond Inner) : Cond;
