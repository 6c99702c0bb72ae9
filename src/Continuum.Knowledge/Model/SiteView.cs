using System.Globalization;
using System.Text;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Model;

/// <summary>What a model is told of a site: counts, label keys with their commonest values, and what the text names. It grows with the text, not with the site.</summary>
internal static class SiteView
{
    private const int MostKeys = 16;
    private const int MostValues = 8;
    private const int MostNamed = 40;

    public static string Of(Site site, string text, DateTimeOffset now)
    {
        var view = new StringBuilder();
        view.Append(CultureInfo.InvariantCulture, $"now {now:yyyy-MM-dd'T'HH:mmzzz}, timezone {site.Timezone}\n");
        Kind(view, "node", site.Nodes, n => n.Labels);
        Kind(view, "switch", site.Switches, s => s.Labels);
        Kind(view, "link", site.Links, l => l.Labels);
        Kind(view, "workload", site.Workloads, w => w.Labels);
        Kind(view, "service", site.Services, s => s.Labels);
        var named = Named(site, text).Distinct().ToList();
        view.Append("named in the text:\n");
        foreach (var element in named.Take(MostNamed)) view.Append(Line(element)).Append('\n');
        if (named.Count > MostNamed) view.Append(CultureInfo.InvariantCulture, $"and {named.Count - MostNamed} more\n");
        return view.ToString();
    }

    private static void Kind<T>(StringBuilder view, string name, IReadOnlyList<T> elements, Func<T, IReadOnlyDictionary<string, string>> labels)
    {
        view.Append(CultureInfo.InvariantCulture, $"{elements.Count} {name}s; labels");
        foreach (var key in elements.SelectMany(labels).GroupBy(l => l.Key, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostKeys))
        {
            var values = key.GroupBy(l => l.Value, StringComparer.Ordinal).OrderByDescending(v => v.Count()).ThenBy(v => v.Key, StringComparer.Ordinal).ToList();
            view.Append(' ').Append(key.Key).Append('=').AppendJoin('|', values.Take(MostValues).Select(v => v.Key));
            if (values.Count > MostValues) view.Append(CultureInfo.InvariantCulture, $"|and {values.Count - MostValues} more");
        }

        view.Append('\n');
    }

    private static IEnumerable<ILabelled> Named(Site site, string text)
    {
        var scan = new Scan(NormalizedText.From(text), new SiteIndex(site));
        for (var i = 0; i < scan.Count; i++)
        {
            foreach (var (_, entity) in scan.EntitiesAt(i))
            {
                IEnumerable<ILabelled?> found = entity switch
                {
                    SubjectEntity s => [s.Subject],
                    FamilyEntity f => f.Names.Select(site.FindSubject),
                    NodeEntity n => [site.FindNode(n.Name)],
                    SwitchEntity w => [site.FindSwitch(w.Name)],
                    _ => [],
                };
                foreach (var element in found.OfType<ILabelled>()) yield return element;
            }
        }
    }

    private static string Line(ILabelled element)
    {
        var (kind, labels, at) = element switch
        {
            Workload w => ("workload", w.Labels, $" namespace {w.Namespace}, stands on {string.Join(' ', w.StandsOn)}"),
            Service s => ("service", s.Labels, $", stands on {string.Join(' ', s.StandsOn)}"),
            Node n => ("node", n.Labels, ""),
            Switch w => ("switch", w.Labels, ""),
            _ => ("element", Empty.Labels, ""),
        };
        return $"{kind} {element.Name}: {string.Join(' ', labels.Select(l => $"{l.Key}={l.Value}"))}{at}";
    }
}
