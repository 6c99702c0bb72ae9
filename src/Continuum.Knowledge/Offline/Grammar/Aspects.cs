using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads parts of a subject: "the head of", "triage's stages", "all replicas of".</summary>
internal static class Aspects
{
    /// <summary>Parts before the name: "the stages and KV cache of triage".</summary>
    public static Aspect Before(Scan scan, ref int at, out bool all)
    {
        all = false;
        var i = at;
        var found = List(scan, ref i, out all);
        if (found is null) return Aspect.Whole;
        while (scan.IsAny(i, "belonging")) i++;
        if (!scan.Is(i, "of") && !(scan.IsAny(i, "in", "for", "from", "to") && scan.Entity<Naming.SubjectEntity>(i + 1, out _) is not null)) return Aspect.Whole;
        at = i + 1;
        while (scan.Len(at, W.Det) > 0 && scan.NameLength(at) <= scan.Len(at, W.Det) && !scan.Is(at, W.Pronoun)) at += scan.Len(at, W.Det);
        return found.Value;
    }

    /// <summary>Parts after the name: "triage's head and stages", "its layers", "triage stages".</summary>
    public static SubjectSet After(Scan scan, ref int end, SubjectSet set)
    {
        var i = end;
        if (scan.Is(i, "'") && scan.Is(i + 1, "s")) i += 2;
        else if (scan.Is(i, "'")) i++;
        var possessive = i;
        if (List(scan, ref i, out var all) is { } aspect)
        {
            end = i;
            return set with { Aspect = aspect, AllParts = all };
        }

        if (possessive > end && Nouns(scan, possessive) is > 0 and var noun) end = possessive + noun;
        return set;
    }

    /// <summary>Parts without an owner: "head and stages", "no two replicas".</summary>
    public static bool Alone(Scan scan, int at, out Aspect aspect, out bool all, out int end)
    {
        var i = at;
        aspect = List(scan, ref i, out all) ?? Aspect.Whole;
        end = i;
        return i > at && (all || aspect != Aspect.Whole) && !scan.Is(at, W.NodeNoun) && !(scan.Is(at, W.StageNoun) && scan.Is(at, W.TierWord));
    }

    /// <summary>"between stages", "between its stages".</summary>
    public static bool Between(Scan scan, int at, out int end)
    {
        end = at;
        if (!scan.IsAny(at, "between", "among")) return false;
        var i = at + 1;
        while (scan.IsAny(i, "its", "the", "their", "all")) i++;
        if (!scan.Is(i, W.StageNoun)) return false;
        end = i + scan.Len(i, W.StageNoun);
        return true;
    }

    /// <summary>"two copies of": how many of them, which only what they do together can be said of.</summary>
    public static bool IsCount(Scan scan, int at) => scan.IsAny(at, "two", "2") && scan.Is(at + 1, W.ReplicaNoun);

    private static int Nouns(Scan scan, int at) => Math.Max(scan.Len(at, W.DataNoun), Math.Max(scan.Len(at, W.WorkloadNoun), scan.Len(at, W.PipelineNoun)));

    private static Aspect? List(Scan scan, ref int at, out bool all)
    {
        all = false;
        var found = new HashSet<Aspect>();
        var i = at;
        var stop = at;
        while (true)
        {
            if (IsCount(scan, i)) i++;
            while (scan.Is(i, W.Det) || scan.IsAny(i, "both", "only", "its", "even", "own", "model", "single", "no") && i > at | scan.IsAny(i, "both", "single")) i += Math.Max(1, scan.Len(i, W.Det));
            if (scan.Len(i, W.TransferNoun) is > 0 and var transfer)
            {
                found.Add(Aspect.Transfers);
                i += transfer;
                if (scan.IsAny(i, "between", "among") && scan.IsAny(i + 1, "its", "the", "stages", "all", "them", "their"))
                {
                    i++;
                    while (scan.IsAny(i, "its", "the", "all", "stages", "head", "and", "stage", "nodes", "them", "their") && !(scan.Is(i, "and") && !scan.IsAny(i + 1, "stages", "head", "its"))) i++;
                }
            }
            else if (scan.Len(i, W.HeadNoun) is > 0 and var head && !scan.Is(i, W.NodeNoun))
            {
                found.Add(Aspect.Head);
                i += head;
            }
            else if (Math.Max(scan.Len(i, W.StageNoun), scan.Len(i, W.KvNoun)) is > 0 and var stage && scan.NameLength(i) < stage)
            {
                found.Add(Aspect.Stages);
                i += stage;
            }
            else if (scan.Len(i, W.PipelineNoun) is > 0 and var pipeline)
            {
                found.Add(Aspect.Whole);
                i += pipeline;
            }
            else if (scan.Len(i, W.ReplicaNoun) is > 0 and var replica)
            {
                found.Add(Aspect.Replicas);
                i += replica;
                if (scan.Tokens[i - 1].Text is "of") i--;
            }
            else break;

            stop = i;
            if (scan.Is(i, ",")) i++;
            if (scan.IsAny(i, "and", "or", "nor", "&", "+")) i++;
            else if (i == stop) break;
        }

        if (found.Count == 0) return null;
        at = stop;
        all = found.Contains(Aspect.Whole) || (found.Contains(Aspect.Head) && found.Contains(Aspect.Stages));
        return all ? Aspect.Whole : found.Contains(Aspect.Transfers) && found.Count == 1 ? Aspect.Transfers : found.First(f => f != Aspect.Transfers);
    }
}
