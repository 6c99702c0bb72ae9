using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Label values that stand for kinds of data wherever a site uses them.</summary>
internal static class DataClassNames
{
    public static readonly IReadOnlySet<string> All = Embedded.Lines("dataclasses.txt").SelectMany(l => l.Split('|')[1].Split(',')).ToHashSet(StringComparer.Ordinal);
}
