using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads groups: "patient data", "everything labelled pci", "workloads in namespace shop", "all services".</summary>
internal sealed partial class GroupReader(Scan scan)
{
    private static readonly string[] DataKeys = ["data", "dataclass", "data-class", "dataclassification", "data-classification", "sensitivity", "classification", "class", "category", "datatype", "data-type", "contains", "holds", "privacy", "content", "info", "datacategory", "data-category"];

    private static readonly string[] Generic =
    [
        "workload", "workloads", "app", "apps", "application", "applications", "pod", "pods", "deployment", "deployments", "container", "containers",
        "component", "components", "microservice", "microservices", "system", "systems", "instance", "instances", "software", "program", "programs",
    ];

    public List<SelectorTerm>? Read(int at, out int end, out bool rest)
    {
        rest = false;
        end = at;
        // "data=pii" is a label, not "data".
        if (scan.EntitiesAt(at).Any(e => e.Entity is KeyEntity k && (k.On & Elements.Subjects) != 0 && scan.IsAny(at + e.Length, "=", ":", "==")) && ReadLabelled(at, out end, bare: true) is { } labelled)
        {
            Swallow(ref end);
            return [new SelectorTerm { Labels = labelled }];
        }

        end = at;
        if (Everything(at, out var after) is { } kind)
        {
            rest = scan.Tokens.Skip(at).Take(after - at).Any(t => t.Text is "else" or "other" or "others" or "rest" or "remaining");
            if (scan.Is(after, "else")) (rest, after) = (true, after + 1);
            end = after;
            if (Described(after, kind, out var described) is { } terms)
            {
                end = described;
                return terms;
            }

            // "anything genomic"
            if (!rest && scan.Is(after - 1, W.ThingNoun) && ReadLabelled(after, out var adjective, bare: true) is { } kindOf)
            {
                end = adjective;
                return [new SelectorTerm { Labels = kindOf }];
            }

            return [new SelectorTerm { Kind = kind }];
        }

        if (ReadNamespace(at, out end) is { } space) return space;
        if (ReadLabelled(at, out end, bare: true) is { } labels)
        {
            // "PHI workloads", "patient data", "customer records": the nouns belong to it.
            Swallow(ref end);
            var terms = new List<SelectorTerm> { new() { Labels = labels } };
            // "the RAN parts (nf=ran)"
            if (scan.Is(end, "(") && ReadLabelled(end + 1, out var closing, bare: true) is { } same && scan.Is(closing, ")"))
            {
                labels = same;
                terms = [new SelectorTerm { Labels = labels }];
                end = closing + 1;
            }

            // "pci workloads in namespace shop"
            if (ReadInNamespace(end, out var inside) is { } name)
            {
                end = inside;
                terms = [new SelectorTerm { Labels = labels, Namespace = name }];
            }

            return terms;
        }

        end = at;
        return null;
    }

    /// <summary>"everything", "all workloads", "any service": the kind that is meant.</summary>
    public SubjectKind? Everything(int at, out int end)
    {
        end = at;
        var i = at;
        if (scan.Len(i, W.ThingNoun) is > 0 and var thing && scan.NameLength(i) < thing)
        {
            end = i + thing;
            if (scan.IsAny(i, "whatever", "whoever") || scan.Is(end, "that")) return SubjectKind.Any;
            return SubjectKind.Any;
        }

        i += scan.Len(i, W.Det);
        if (scan.IsAny(i, "other", "remaining")) i++;
        var service = scan.Len(i, W.ServiceNoun);
        var generic = scan.Len(i, W.GenericService);
        var workload = scan.Len(i, W.WorkloadNoun);
        // "all databases" is not all workloads; such nouns only follow a name or a label.
        if (workload > 0 && Array.IndexOf(Generic, scan.Tokens[i + workload - 1].Text) < 0) workload = 0;
        var data = scan.Len(i, W.DataNoun);
        if (workload > 0 && scan.IsAny(i, "task", "system", "stack", "unit", "piece", "tool", "asset", "api", "module", "function", "product", "engine") && !scan.Is(at, W.Det)) workload = 0;
        var longest = Math.Max(Math.Max(service, generic), Math.Max(workload, data));
        if (longest == 0 || scan.NameLength(i) >= longest) return null;
        // A bare singular ("process", "store") is a verb.
        if (i == at && !scan.Tokens[i + longest - 1].Text.EndsWith('s') && longest != data && !scan.Is(at - 1, W.Det) && !scan.Is(at - 1, W.No)) return null;
        if (scan.EntitiesAt(i).Any(e => e.Entity is ValueEntity or KeyEntity && e.Length > longest)) return null;
        if (longest == data && workload < longest)
        {
            // "data" alone stands for everything that holds some; "data class" does not.
            if (!scan.IsAny(i, "data", "information", "records") || scan.IsAny(i + 1, "class", "center", "centre", "label")) return null;
            end = i + data;
            return SubjectKind.Any;
        }

        end = i + longest;
        if (scan.IsAny(end, "and", "or") && (scan.Is(end + 1, W.GenericService) || scan.Is(end + 1, W.WorkloadNoun) || scan.Is(end + 1, W.ServiceNoun)) && scan.NameLength(end + 1) == 0)
        {
            end += 1 + Math.Max(scan.Len(end + 1, W.GenericService), Math.Max(scan.Len(end + 1, W.WorkloadNoun), scan.Len(end + 1, W.ServiceNoun)));
            return SubjectKind.Any;
        }

        return longest == service ? SubjectKind.Service
            : longest == generic && longest > workload ? (scan.Site.Site.Services.Count > 0 ? SubjectKind.Service : SubjectKind.Any)
            : SubjectKind.Workload;
    }

    /// <summary>What narrows a group: "with patient data", "labelled pci", "in namespace shop", "that handles card data".</summary>
    public List<SelectorTerm>? Described(int at, SubjectKind kind, out int end)
    {
        end = at;
        var i = at;
        LabelExpression? labels = null;
        string? space = null;
        string? name = null;
        while (true)
        {
            var k = i;
            if (scan.Is(k, "and") && (labels is not null || space is not null) && (scan.IsAny(k + 1, "labelled", "labeled", "tagged", "with", "in", "that"))) k++;
            if (scan.Is(k, ",") && scan.IsAny(k + 1, "that", "which")) k++;
            if (ReadInNamespace(k, out var after) is { } found && space is null)
            {
                space = found;
                end = i = after;
                continue;
            }

            if (scan.IsAny(k, "named", "called") && scan.Entity<SubjectEntity>(k + 1, out var nameLength) is { } subject)
            {
                name = subject.Subject.Name;
                end = i = k + 1 + nameLength;
                continue;
            }

            var start = k;
            while (scan.IsAny(k, "that", "which", "who", "is", "are", "do", "does", "may", "can", "currently", "actually", "ever", "also", "directly", "whose", "of", "has", "have", "belonging", "to")) k++;
            var handles = scan.Len(k, W.Handle);
            if (scan.IsAny(k, "with", "having", "of", "from", "in", "for", "involving", "containing", "concerning") && handles == 0) k++;
            else if (scan.Len(k, W.Label) is > 0 and var label)
            {
                k += label;
                while (scan.IsAny(k, "as", "with", "by", "a", "the", "label", "labels", ":")) k++;
            }
            else if (handles > 0)
            {
                k += handles;
                while (scan.IsAny(k, "with", "on", "or", "and", ",") || scan.Is(k, W.Handle) && ReadLabelled(k, out _, bare: true) is null) k += Math.Max(1, scan.Len(k, W.Handle));
            }
            else if (k == start) break;

            while (scan.IsAny(k, "any", "the", "a", "an", "label", "some", "our", "\"", "'", "either", "team", "owner") && ReadLabelled(k, out _, bare: true) is null) k++;
            if (ReadLabelled(k, out after, bare: true) is not { } test) break;
            Swallow(ref after, dataOnly: true);
            labels = LabelExpression.And(labels, test);
            end = i = after;
        }

        if (labels is null && space is null && name is null) return null;
        // Data-class and label selectors cover workloads and services alike.
        return [new SelectorTerm { Name = name, Labels = labels, Namespace = space, Kind = labels is null ? (space is null ? kind : SubjectKind.Any) : kind == SubjectKind.Service && NamesLlm(at) ? SubjectKind.Service : SubjectKind.Any }];
    }

    private bool NamesLlm(int at)
    {
        for (var i = Math.Max(0, at - 3); i < at; i++)
        {
            if (scan.Len(i, W.ServiceNoun) > 0) return true;
        }

        return false;
    }

    private List<SelectorTerm>? ReadNamespace(int at, out int end)
    {
        end = at;
        if (scan.Len(at, W.NamespaceNoun) is > 0 and var noun && scan.Entity<NamespaceEntity>(at + noun, out var length) is { } space)
        {
            end = at + noun + length;
            return [new SelectorTerm { Namespace = space.Name }];
        }

        if (scan.Entity<NamespaceEntity>(at, out length) is { } named)
        {
            var i = at + length;
            // "the shop namespace", "shop workloads" unless a workload or a label has that name too.
            if (scan.Len(i, W.NamespaceNoun) is > 0 and var after) i += after;
            else if ((scan.Is(i, W.WorkloadNoun) || scan.Is(i, W.GenericService)) && scan.Entity<SubjectEntity>(at, out _) is null && !scan.EntitiesAt(at).Any(e => e.Entity is ValueEntity v && (v.On & Elements.Subjects) != 0)) { }
            else return null;
            Swallow(ref i);
            end = i;
            return [new SelectorTerm { Namespace = named.Name }];
        }

        return null;
    }

    private string? ReadInNamespace(int at, out int end)
    {
        end = at;
        var i = at;
        if (!scan.IsAny(i, "in", "of", "from", "inside", "within", "under", "belonging", "deployed", "running", "living", "that")) return null;
        while (scan.IsAny(i, "in", "of", "from", "inside", "within", "under", "belonging", "to", "the", "deployed", "running", "living", "that", "is", "are", "\"", "runs", "run", "lives", "live")) i++;
        if (scan.Len(i, W.NamespaceNoun) is > 0 and var noun)
        {
            i += noun;
            while (scan.IsAny(i, "\"", "'", "named", "called", ":")) i++;
            if (scan.Entity<NamespaceEntity>(i, out var length) is not { } space)
            {
                if (i < scan.Count && scan.Tokens[i].Kind == Text.TokenKind.Word && !scan.Is(i, W.Modal))
                {
                    var stop = scan.CompoundEnd(i);
                    throw new Puzzle($"There is no namespace '{scan.Raw(i, stop)}'. Which one is meant?",
                        [.. scan.Site.Site.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal).Take(4)], scan.Span(i, stop));
                }

                return null;
            }

            end = i + length;
            if (scan.IsAny(end, "\"", "'")) end++;
            return space.Name;
        }

        if (scan.Entity<NamespaceEntity>(i, out var l) is { } named)
        {
            var k = i + l;
            if (scan.Len(k, W.NamespaceNoun) is > 0 and var after) end = k + after;
            else if (scan.EntitiesAt(i).Any(e => e.Entity is ValueEntity or NodeEntity or SubjectEntity) || scan.Territory(i, out _) is not null) return null;
            else end = k;
            return named.Name;
        }

        return null;
    }

    private bool NameStartsLonger(int at, int length) => scan.NameLength(at) > length;

    private string? ValueAt(int at, string key, out int end)
    {
        end = at;
        string? found = null;
        foreach (var (length, entity) in scan.EntitiesAt(at))
        {
            if (entity is ValueEntity v && v.Key == key && (v.On & Elements.Subjects) != 0 && at + length > end) (found, end) = (v.Value, at + length);
        }

        return found;
    }

    public static bool IsDataKey(string key)
    {
        var local = key[(key.LastIndexOf('/') + 1)..].ToLowerInvariant();
        return DataKeys.Contains(local) || DataKeys.Contains(local.Replace("_", "-", StringComparison.Ordinal));
    }
}
