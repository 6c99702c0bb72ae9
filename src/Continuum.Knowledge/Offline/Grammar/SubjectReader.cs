using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads who a rule is about: names, groups by label or data, namespaces, "everything", pronouns, with exceptions.</summary>
internal sealed class SubjectReader(Scan scan)
{
    private readonly GroupReader groups = new(scan);

    /// <summary>The set at the token; null when there is none.</summary>
    public SubjectSet? Read(int at, out int end)
    {
        end = at;
        var i = at;
        var negated = false;
        var only = false;
        while (true)
        {
            if (scan.Is(i, "not") && scan.IsAny(i + 1, "only")) return null;
            if (scan.Len(i, W.No) is > 0 and var no) (negated, i) = (true, i + no);
            else if (scan.IsAny(i, "only", "solely", "exclusively") && i == at) (only, i) = (true, i + 1);
            else if (scan.Len(i, W.Det) is > 0 and var det && !scan.Is(i, W.Pronoun) && groups.Everything(i, out _) is null && scan.NameLength(i) <= det) i += det;
            else if (scan.IsAny(i, "both", "either", "just", "\"", "'", "'s", "for", "of") && i > at | scan.IsAny(i, "both", "either", "\"")) i++;
            else break;
        }

        if (scan.Len(i, W.Nothing) is > 0 and var nothing)
        {
            // "nothing but encrypted links": only those.
            if (scan.Len(i, W.Only) > nothing && Read(i + scan.Len(i, W.Only), out _) is null) return null;
            var everything = new SubjectSet([new SelectorTerm()], []) { Negated = true };
            end = i + nothing;
            if (scan.Is(end, "else")) return everything with { IsRest = true } is var rest && (end++ >= 0) ? rest : null;
            // "nothing but ehr-api", "nobody except ehr-api": only ehr-api.
            if (Aspects.Between(scan, end, out var moved))
            {
                end = moved;
                return new SubjectSet([], []) { IsPronoun = true, Aspect = Aspect.Transfers, Negated = true };
            }

            var skip = scan.Is(end, "but") ? 1 : scan.Len(end, W.Except);
            if (skip > 0 && Read(end + skip, out var after) is { } but)
            {
                end = after;
                return but with { Only = true };
            }

            // "nothing with patient data", "nothing labelled pci"
            if (groups.Described(end, SubjectKind.Any, out after) is { } described)
            {
                end = after;
                return Exceptions(new SubjectSet(described, []) { Negated = true }, ref end);
            }

            return everything;
        }

        if (scan.IsAny(at, "those", "these", "this", "that", "such", "said", "both", "the") && Back(at, out var back) is { } reference)
        {
            end = back;
            return Aspects.After(scan, ref end, reference with { Negated = negated, Only = only });
        }

        var partsStart = i;
        var counted = Aspects.IsCount(scan, i) && !negated && !scan.Is(i - 1, "any");
        var aspect = Aspects.Before(scan, ref i, out var allParts);
        var terms = new List<SelectorTerm>();
        var isRest = false;
        var either = scan.IsAny(i - 1, "either") || scan.IsAny(at, "either");
        var starts = new List<(int, int)>();
        var stop = i;
        while (true)
        {
            while ((scan.Len(i, W.Det) is > 0 and var det && scan.NameLength(i) <= det && groups.Everything(i, out _) is null && !scan.Is(i, W.Pronoun)) || scan.IsAny(i, "\"", "'", "both"))
                i += Math.Max(1, scan.Len(i, W.Det));
            if (ReadCore(i, out var after, out var rest) is not { } found) break;
            if (terms.Count > 0 && !rest && scan.Is(i, W.Pronoun)) break;
            isRest |= rest;
            starts.Add((i, terms.Count));
            terms.AddRange(found);
            i = after;
            while (scan.Is(i, "\"") || (scan.Is(i, "'") && !scan.Is(i + 1, "s"))) i++;
            stop = i;
            var joint = i;
            if (!Joint(ref i)) break;
            either |= Enumerable.Range(joint, i - joint).Any(k => scan.Is(k, "or"));
        }

        if (terms.Count == 0)
        {
            // "head and stages on Finnish nodes", "no two replicas on one node": of the one spoken of.
            if (Aspects.Alone(scan, partsStart, out var parts, out var every, out var partsEnd))
            {
                end = partsEnd;
                return new SubjectSet([], []) { IsPronoun = true, Aspect = parts, AllParts = every, Negated = negated, Only = only, Counted = counted };
            }

            if (scan.Len(i, W.Pronoun) is > 0 and var pronoun && !scan.IsAny(i, "he"))
            {
                end = i + pronoun;
                var set = new SubjectSet([], []) { IsPronoun = true, Aspect = aspect, AllParts = allParts, Negated = negated, Only = only };
                return Aspects.After(scan, ref end, set);
            }

            return null;
        }

        end = stop;
        var result = new SubjectSet(terms, []) { Aspect = aspect, AllParts = allParts, Negated = negated, Only = only, IsRest = isRest, Counted = counted, Parts = starts, Alternatives = either && terms.Count > 1 && terms.All(t => t.Name is not null) };
        result = Aspects.After(scan, ref end, result);
        return Exceptions(result, ref end);
    }

    // "those systems", "these workloads", "the two": what was spoken of before.
    private SubjectSet? Back(int at, out int end)
    {
        end = at;
        var i = at + 1;
        if (scan.Is(at, "the") && !scan.IsAny(i, "two", "three", "same", "former", "latter", "pair", "workload", "service", "application", "app")) return null;
        if (scan.Is(at, "the") && scan.IsAny(i, "workload", "service", "application", "app") && (scan.Is(i + 1, W.Label) || scan.IsAny(i + 1, "with", "named", "called", "in", "that", "of", "for") || scan.NameLength(i) > 0 || scan.NameLength(i + 1) > 0)) return null;
        while (scan.IsAny(i, "two", "three", "same", "other", "very")) i++;
        var noun = Math.Max(NounAt(i), scan.Len(i, W.DataNoun));
        if (noun == 0 && !(i > at + 1) || scan.NameLength(i) > noun || scan.Is(i + noun, W.Label) || scan.IsAny(i + noun, "with", "that", "named", "called")) return null;
        end = i + noun;
        return new SubjectSet([], []) { IsPronoun = true };
    }

    private bool Joint(ref int i)
    {
        var k = i;
        if (scan.Is(k, ",")) k++;
        if (scan.IsAny(k, "and", "or", "&", "nor", "plus", "/", "+", "including", "incl")) k++;
        else if (scan.Reads(k, "as", "well", "as") || scan.Reads(k, "along", "with") || scan.Reads(k, "together", "with")) k += scan.Is(k, "as") ? 3 : 2;
        if (scan.IsAny(k, "also", "both")) k++;
        if (k == i) return false;
        // "A and its traffic": the pronoun begins another phrase.
        if (scan.Is(k, W.Pronoun)) return false;
        i = k;
        return true;
    }

    private List<SelectorTerm>? ReadCore(int at, out int end, out bool rest)
    {
        rest = false;
        return ReadName(at, out end) ?? groups.Read(at, out end, out rest);
    }

    // patient-db; the patient-db workload; service triage; the app called web; cam-1
    private List<SelectorTerm>? ReadName(int at, out int end)
    {
        end = at;
        var i = at;
        var noun = NounAt(i);
        if (noun > 0 && scan.NameLength(i) <= noun)
        {
            var k = i + noun;
            if (scan.IsAny(k, "named", "called", ":")) k++;
            while (scan.IsAny(k, "\"", "'")) k++;
            if (scan.Entity<SubjectEntity>(k, out _) is not null) i = k;
        }

        if (scan.Entity<FamilyEntity>(i, out var familyLength) is { } family && scan.NameLength(i) < familyLength && !ValueIsLonger(i, familyLength))
        {
            end = i + familyLength;
            end += NounAt(end);
            return [.. family.Names.Select(n => new SelectorTerm { Name = n })];
        }

        if (scan.Entity<SubjectEntity>(i, out var length) is not { } subject) return null;
        if (i == at && (scan.Entity<NodeEntity>(i, out var nodeLength) is not null && nodeLength > length || scan.WordsAt(i).Any(w => w.Length > length && w.Class is not (W.Filler or W.Handle)))) return null;
        if (i == at && ValueIsLonger(i, length)) return null;
        // "student records" beside a workload student-records: the name, or all such data?
        if (noun == 0 && scan.Tokens.Skip(i + 1).Take(length - 1).Any(t => t.Glue == '\0') && scan.Data(i, out var phrase) is not null && phrase >= length
            && groups.ReadLabelled(i, out _, bare: true) is { } class_ && scan.Site.Site.Subjects.Count(s => class_.Admits(s)) is var many and > 0 && !(many == 1 && class_.Admits(subject.Subject)))
            throw new Puzzle($"Is the workload {subject.Subject.Name} meant, or everything with such data?", [subject.Subject.Name, $"everything with {Words.ExpressionWords.Of(class_)}"], scan.Span(i, i + length));
        // A label value of the same words with "workloads" after it is the group, not the name.
        end = i + length;
        var after = NounAt(end);
        if (after > 0 && !scan.Is(end, "system") && scan.Tokens[end + after - 1].Text.EndsWith('s') && scan.EntitiesAt(i).Any(e => e.Entity is ValueEntity v && (v.On & Elements.Subjects) != 0 && e.Length == length)) return null;
        // "triage processes patient data": a verb there
        if (scan.IsAny(end, "processes", "process", "functions", "stacks", "systems") && groups.ReadLabelled(end + 1, out _, bare: true) is not null) after = 0;
        end += after;
        return [new SelectorTerm { Name = subject.Subject.Name }];
    }

    private bool ValueIsLonger(int at, int length) =>
        scan.EntitiesAt(at).Any(e => e.Length > length && e.Entity is ValueEntity v && (v.On & Elements.Subjects) != 0);

    private int NounAt(int at) =>
        at < scan.Count && scan.Tokens[at].Glue is '\0' ? Math.Max(scan.Len(at, W.WorkloadNoun), Math.Max(scan.Len(at, W.ServiceNoun), scan.Len(at, W.GenericService))) : 0;

    private SubjectSet Exceptions(SubjectSet set, ref int end)
    {
        var i = end;
        var parenthesis = false;
        if (scan.Is(i, "(")) (parenthesis, i) = (true, i + 1);
        if (scan.Is(i, ",")) i++;
        var length = scan.Len(i, W.Except);
        if (length == 0 && scan.Is(i, "but") && set.IsGroup && !scan.Is(i + 1, W.Modal)) length = 1;
        if (length == 0 && scan.IsAny(i, "without") && set.IsGroup) length = 1;
        if (length == 0 || scan.Is(i, "save") && !set.IsGroup) return set;
        i += length;
        while (scan.IsAny(i, "for", "of", "on", "from", "to", "by", "with", "in", "those", "things")) i++;
        if (Read(i, out var after) is not { } except || except.Terms.Count == 0) return set;
        if (parenthesis && scan.Is(after, ")")) after++;
        else if (scan.Is(after, ",") && scan.Is(after + 1, W.Modal)) after++;
        end = after;
        return set with { Except = [.. set.Except, .. except.Terms] };
    }
}
