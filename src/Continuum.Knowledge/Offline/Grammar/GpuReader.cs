using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads what a text asks of GPUs: "an A100", "at least 80 GB of GPU memory", "two GPUs or more".</summary>
internal sealed class GpuReader(Scan scan)
{
    /// <summary>Decimal gigabytes as MiB, rounded down: real 80 GB cards report slightly less than 81,920 MiB.</summary>
    public static long MebibytesOf(double gigabytes) => (long)Math.Floor(gigabytes * 1e9 / (1 << 20));

    public Cond? Read(int at, out int end)
    {
        end = at;
        var parts = new List<Cond>();
        var i = at;
        var least = Skip(ref i, out var strict);
        if (Numbers.Read(scan, i, out var length) is { } number)
        {
            var k = i + length;
            // "two or more GPUs"
            var more = k;
            if (Trailing(ref more) && (scan.Is(more, W.GpuNoun) || ModelAt(more, out _) is not null)) k = more;
            if (scan.IsAny(k, "gb", "gib", "gigabytes", "gigabyte", "tb", "mib", "mb", "g"))
            {
                var unit = scan.Tokens[k].Text;
                k++;
                least |= Trailing(ref k);
                if (!IsGpuMemory(ref k)) return null;
                least |= Trailing(ref k);
                if (!least && !strict) least = true;
                var mib = unit switch { "tb" => MebibytesOf(number * 1000), "gib" => (long)(number * 1024), "mib" => (long)number, "mb" => (long)(number * 1e6 / (1 << 20)), _ => MebibytesOf(number) };
                // Gt excludes its bound; "80 GB or more" means that a card of exactly that size counts.
                if (unit is "gib" or "mib" && !strict) mib--;
                parts.Add(Test(LabelKeys.GpuMemory, LabelOperator.Gt, mib));
                end = k;
                return parts[0];
            }

            if (scan.Is(k, W.GpuNoun) || ModelAt(k, out _) is not null)
            {
                if (ModelAt(k, out var modelEnd) is { } models)
                {
                    parts.Add(new LabelCond(LabelExpression.In(LabelKeys.GpuModel, models), Elements.Nodes));
                    k = modelEnd;
                }

                k += scan.Len(k, W.GpuNoun);
                Trailing(ref k);
                parts.Add(Test(LabelKeys.GpuCount, LabelOperator.Gt, (long)number - (strict ? 0 : 1)));
                end = k;
                return CondFold.And(parts);
            }

            return null;
        }

        if (i != at) return null;
        if (ModelAt(at, out var after) is { } named)
        {
            end = after;
            var noun = scan.Len(end, W.GpuNoun);
            // "H100 nodes": the noun is the node's.
            end += noun;
            return new LabelCond(LabelExpression.In(LabelKeys.GpuModel, named), Elements.Nodes);
        }

        if (scan.Len(at, W.GpuNoun) is > 0 and var gpu)
        {
            end = at + gpu;
            // "a GPU with 80 GB or more", "GPUs of model A100"
            var k = end;
            while (scan.IsAny(k, "with", "of", "having", "that", "has", "have", "model", "memory", "type", ":", "product")) k++;
            var memory = scan.IsAny(k - 1, "memory");
            if (k > end && ModelAt(k, out after) is { } model)
            {
                end = after;
                return new LabelCond(LabelExpression.In(LabelKeys.GpuModel, model), Elements.Nodes);
            }

            if (k > end && !memory && Read(k, out after) is LabelCond { Test.Key: LabelKeys.GpuMemory } inner)
            {
                end = after;
                return inner;
            }

            // gpu memory of at least 80 GB; GPU memory >= 80 GB
            k = end;
            if (scan.IsAny(k, "memory", "ram") || scan.IsAny(k - 1, "vram"))
            {
                if (scan.IsAny(k, "memory", "ram")) k++;
                if (MemoryAfter(k, out after) is { } bound)
                {
                    end = after;
                    return bound;
                }

                return null;
            }

            return Test(LabelKeys.GpuCount, LabelOperator.Gt, 0);
        }

        if (scan.Len(at, W.GpuMemoryNoun) is > 0 and var mem && !scan.Is(at, "of") && MemoryAfter(at + mem, out after) is { } amount && scan.IsAny(at, "gpu", "vram", "video", "graphics"))
        {
            end = after;
            return amount;
        }

        return null;
    }

    private LabelCond? MemoryAfter(int at, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "of", "is", "with", "be", "must", "should", ":")) i++;
        Skip(ref i, out var strict);
        if (Numbers.Read(scan, i, out var length) is not { } number) return null;
        i += length;
        if (!scan.IsAny(i, "gb", "gib", "gigabytes", "mib", "g")) return null;
        var unit = scan.Tokens[i].Text;
        i++;
        Trailing(ref i);
        end = i;
        var mib = unit switch { "gib" => (long)(number * 1024) - (strict ? 0 : 1), "mib" => (long)number - (strict ? 0 : 1), _ => MebibytesOf(number) };
        return Test(LabelKeys.GpuMemory, LabelOperator.Gt, mib);
    }

    // The models whose name holds these words: "A100" of A100-80GB, "H100" of NVIDIA-H100-SXM5-80GB.
    private IReadOnlyList<string>? ModelAt(int at, out int end)
    {
        end = at;
        if (at >= scan.Count) return null;
        var word = string.Concat(scan.Tokens.Skip(at).Take(scan.CompoundEnd(at) - at).Select(t => t.Text));
        var stop = scan.CompoundEnd(at);
        if (scan.Is(at, "nvidia") || scan.Is(at, "amd"))
        {
            var inner = ModelAt(stop, out end);
            return inner;
        }

        if (word.Length < 2 || !word.Any(char.IsAsciiDigit) || !char.IsAsciiLetter(word[0])) return null;
        if (scan.NameLength(at) > 0) return null;
        string[] models = [.. scan.Site.ValuesOf(LabelKeys.GpuModel, Elements.Nodes).Where(m => Squeeze(m).Contains(word, StringComparison.Ordinal))];
        // A100s, and "A100 80GB" written apart.
        if (models.Length == 0 && word.EndsWith('s')) models = [.. scan.Site.ValuesOf(LabelKeys.GpuModel, Elements.Nodes).Where(m => Squeeze(m).Contains(word[..^1], StringComparison.Ordinal))];
        if (models.Length == 0) return null;
        end = stop;
        return models;
    }

    private static string Squeeze(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetterOrDigit));

    private bool IsGpuMemory(ref int i)
    {
        var start = i;
        while (scan.IsAny(i, "of")) i++;
        if (scan.Len(i, W.GpuNoun) is > 0 and var gpu)
        {
            i += gpu;
            if (scan.IsAny(i, "memory", "ram")) i++;
            return true;
        }

        if (scan.Len(i, W.GpuMemoryNoun) is > 0 and var memory)
        {
            var bare = scan.Is(i, "memory");
            i += memory;
            if (scan.Reads(i, "per", "gpu") || scan.Reads(i, "on", "the", "gpu") || scan.Reads(i, "per", "card")) i += scan.Is(i, "on") ? 3 : 2;
            else if (bare && !GpuBefore(start)) return false;
            return true;
        }

        return GpuBefore(start);
    }

    private bool GpuBefore(int at)
    {
        for (var i = Math.Max(0, at - 8); i < at; i++)
        {
            if (scan.Is(i, W.GpuNoun)) return true;
        }

        return false;
    }

    private bool Skip(ref int i, out bool strict)
    {
        strict = scan.IsAny(i, "more", "over", "above", "greater", "larger", ">");
        var length = scan.Len(i, W.AtLeast);
        i += length;
        return length > 0;
    }

    private bool Trailing(ref int i)
    {
        if (!scan.IsAny(i, "or", "and", "+") || (!scan.Is(i, "+") && !scan.IsAny(i + 1, "more", "above", "up", "larger", "better", "higher", "greater", "bigger"))) return false;
        i += scan.Is(i, "+") ? 1 : 2;
        return true;
    }

    private static LabelCond Test(string key, LabelOperator op, long value) =>
        new(new LabelTest(key, op, [value.ToString(CultureInfo.InvariantCulture)]), Elements.Nodes);
}
