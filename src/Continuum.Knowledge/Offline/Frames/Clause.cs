using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>One statement of a sentence, with what it takes over from those before it.</summary>
internal sealed class Clause(List<Item> items)
{
    public List<Item> Items { get; } = items;

    /// <summary>Verbs of the clause before, when this one has none ("and ehr-api in France").</summary>
    public IReadOnlyList<VerbItem> Inherited { get; init; } = [];

    /// <summary>Who or what traffic was spoken of last.</summary>
    public SubjectSet? Topic { get; init; }

    public TrafficSet? TrafficTopic { get; init; }

    /// <summary>The topic was named before a colon and holds for every line below it.</summary>
    public bool HasHeader { get; init; }

    public Validity? Window { get; set; }

    /// <summary>The topic was just let off the rule before, so that "may also be in France" widens nothing.</summary>
    public bool IsExempted { get; set; }

    public IEnumerable<T> Of<T>() where T : Item => Items.OfType<T>();

    public bool Has(W flag) => Items.Any(i => i is FlagItem f && f.Kind == flag);

    public int Count(W flag) => Items.Count(i => i is FlagItem f && f.Kind == flag);

    public IEnumerable<VerbItem> Verbs => Of<VerbItem>().Any() ? Of<VerbItem>() : Inherited;

    public bool HasVerb(params ReadOnlySpan<W> kinds)
    {
        foreach (var verb in Verbs)
        {
            foreach (var kind in kinds)
            {
                if (verb.Is(kind)) return true;
            }
        }

        return false;
    }

    public bool IsPreferred => Has(W.Prefer) || HasVerb(W.PreferVerb);
}
