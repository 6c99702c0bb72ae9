using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class GroupReader
{
    /// <summary>"phi", "data phi", "patient data", "tier=gold", "team radiology".</summary>
    public LabelExpression? ReadLabelled(int at, out int end, bool bare)
    {
        end = at;
        LabelExpression? all = null;
        var i = at;
        while (true)
        {
            if (One(i, out var after) is not { } test) break;
            all = Combine(all, test, scan.IsAny(i - 1, "or") || (scan.Is(i - 1, ",")));
            end = i = after;
            if (scan.IsAny(i, "or", ",") || (scan.Is(i, "and") && bare))
            {
                var k = i + 1;
                if (scan.Is(k, "or")) k++;
                while (scan.IsAny(k, "the", "any", "a")) k++;
                // Only another value goes on here; names are joined by the caller.
                if (scan.NameLength(k) > 0 || One(k, out var stop) is null || scan.Is(stop, W.Modal)) break;
                i = k;
                continue;
            }

            break;
        }

        return all;
    }

    // "phi or pci": one key, several values. Different keys must hold together only when juxtaposed, so a list is a union.
    private static LabelExpression Combine(LabelExpression? left, LabelTest right, bool either)
    {
        if (left is null) return right;
        if (left is LabelTest { Op: LabelOperator.In } l && l.Key == right.Key && right.Op == LabelOperator.In)
            return LabelExpression.In(l.Key, l.Values.Concat(right.Values).Distinct(StringComparer.Ordinal));
        _ = either;
        return left is AnyOf any ? new AnyOf([.. any.Items, right]) : new AnyOf([left, right]);
    }

    private LabelTest? One(int at, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "\"", "'")) i++;
        // key value; key=value; key: value; key is value
        foreach (var (length, entity) in scan.EntitiesAt(i).OrderByDescending(e => e.Length))
        {
            if (entity is not KeyEntity key || (key.On & Elements.Subjects) == 0) continue;
            var k = i + length;
            while (scan.IsAny(k, "=", ":", "==", "is", "of", "class", "label", "set", "to", "\"", "'", "value", "equals", "type")) k++;
            if (ValueAt(k, key.Key, out var after) is { } value)
            {
                end = after;
                while (scan.IsAny(end, "\"", "'")) end++;
                return LabelExpression.In(key.Key, value);
            }

            if (scan.Data(k, out var dataLength) is { } keyed && Match(keyed, key.Key) is { } match)
            {
                end = k + dataLength;
                return match;
            }
        }

        // value key ("gold tier", "radiology team"), or a value that says enough alone
        var concept = scan.Data(i, out var conceptLength);
        List<(int Length, ValueEntity Value)> values = [.. scan.EntitiesAt(i).Where(e => e.Entity is ValueEntity v && (v.On & Elements.Subjects) != 0).Select(e => (e.Length, (ValueEntity)e.Entity))];
        foreach (var (length, value) in values.OrderByDescending(v => v.Length))
        {
            foreach (var (keyLength, entity) in scan.EntitiesAt(i + length))
            {
                if (entity is not KeyEntity key || key.Key != value.Key) continue;
                end = i + length + keyLength;
                return LabelExpression.In(value.Key, value.Value);
            }
        }

        var longest = values.Where(v => !v.Value.NeedsKey).Select(v => v.Length).DefaultIfEmpty().Max();
        if (concept is not null && conceptLength >= longest && Match(concept, null) is { } classed && !NameStartsLonger(i, conceptLength))
        {
            end = i + conceptLength;
            return classed;
        }

        if (longest == 0) return null;
        values.RemoveAll(v => v.Value.NeedsKey || v.Length != longest);
        if (scan.NameLength(i) > longest) return null;
        if (scan.WordsAt(i).Any(w => w.Length > longest && w.Class is not W.Locate)) return null;
        var named = scan.Entity<SubjectEntity>(i, out var nameLength) is not null && nameLength >= longest;
        var nounFollows = scan.Is(i + longest, W.WorkloadNoun) || scan.Is(i + longest, W.DataNoun) || scan.Is(i + longest, W.GenericService) || scan.Is(i + longest, W.ServiceNoun);
        if (named && !nounFollows) return null;
        if ((values[0].Value.On & Elements.Fabric) != 0 && !nounFollows && !IsDataKey(values[0].Value.Key)) return null;
        var keys = values.Select(v => v.Value.Key).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count > 1)
        {
            // app and app.kubernetes.io/name often say the same; data keys win; else the labels must agree on who they pick.
            var picks = values.Select(v => string.Join(',', Selector.ByLabel(v.Value.Key, v.Value.Value).Of(scan.Site.Site).Select(s => s.Name))).Distinct(StringComparer.Ordinal).Count();
            var data = values.Where(v => IsDataKey(v.Value.Key)).ToList();
            if (picks > 1 && data.Count == 1) values = data;
            else if (picks > 1)
            {
                throw new Puzzle($"'{scan.Raw(i, i + longest)}' is a value of several labels: {string.Join(", ", keys)}. Which one is meant?",
                    [.. values.Select(v => $"{v.Value.Key} {v.Value.Value}")], scan.Span(i, i + longest));
            }
        }

        end = i + longest;
        var picked = LabelExpression.In(values[0].Value.Key, values[0].Value.Value);
        // "the backup" is one thing; a label that several carry does not say which.
        if (scan.Is(i - 1, "the") && !nounFollows && !IsDataKey(values[0].Value.Key) && !scan.Tokens[end - 1].Text.EndsWith('s') && !scan.Is(end, W.PipelineNoun))
        {
            var subjects = new Selector([new SelectorTerm { Labels = picked }], []).Of(scan.Site.Site);
            if (subjects.Count > 1)
            {
                throw new Puzzle($"'{scan.Raw(i - 1, end)}' fits {Words.SelectorWords.List([.. subjects.Select(s => s.Name)], "and")}. Which one is meant?",
                    [.. subjects.Select(s => s.Name).Take(4), $"everything with {values[0].Value.Key} {values[0].Value.Value}"], scan.Span(i - 1, end));
            }
        }

        return picked;
    }

    /// <summary>The label of this site that a kind of data is called by; null when the site has none.</summary>
    private LabelTest? Match(DataClass data, string? key)
    {
        List<(string Key, string Value)> found = [.. scan.Site.Labels(Elements.Subjects)
            .Where(l => (key is null ? IsDataKey(l.Key) : l.Key == key) && data.Values.Contains(l.Value.ToLowerInvariant()))];
        if (found.Count == 0 && key is null)
        {
            // A site may carry phi: "true".
            found = [.. scan.Site.Labels(Elements.Subjects).Where(l => l.Value is "true" or "yes" && data.Values.Contains(l.Key.ToLowerInvariant()[(l.Key.LastIndexOf('/') + 1)..]))];
        }

        if (found.Count == 0) return null;
        var keys = found.Select(f => f.Key).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count > 1 && found.Select(f => string.Join(',', Selector.ByLabel(f.Key, f.Value).Of(scan.Site.Site).Select(s => s.Name))).Distinct(StringComparer.Ordinal).Count() > 1) return null;
        return LabelExpression.In(keys[0], found.Where(f => f.Key == keys[0]).Select(f => f.Value));
    }

    // "patient data workloads", "PHI records"
    private void Swallow(ref int end, bool dataOnly = false)
    {
        for (var n = 0; n < 3 && end < scan.Count; n++)
        {
            if (!dataOnly && scan.IsAny(end, "parts", "part", "pieces", "things", "stuff", "side") && scan.NameLength(end) == 0)
            {
                end++;
                continue;
            }

            var length = Math.Max(scan.Len(end, W.DataNoun), dataOnly ? 0 : Math.Max(scan.Len(end, W.WorkloadNoun), Math.Max(scan.Len(end, W.ServiceNoun), scan.Len(end, W.GenericService))));
            if (length == 0 || scan.NameLength(end) >= length || (scan.Is(end, W.Locate) && scan.Is(end, W.WorkloadNoun) && scan.Is(end, "process"))) return;
            end += length;
            if (!dataOnly && scan.IsAny(end, "and", "or") && (scan.Is(end + 1, W.GenericService) || scan.Is(end + 1, W.WorkloadNoun) || scan.Is(end + 1, W.ServiceNoun)) && scan.NameLength(end + 1) == 0 && !scan.Is(end + 2, W.DataNoun))
                end += 1 + Math.Max(scan.Len(end + 1, W.GenericService), Math.Max(scan.Len(end + 1, W.WorkloadNoun), scan.Len(end + 1, W.ServiceNoun)));
        }
    }
}
