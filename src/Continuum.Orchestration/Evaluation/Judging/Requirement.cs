using System.Globalization;
using System.Text.Json.Nodes;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>
/// One requirement of a node or label selector, as Kubernetes reads it: NotIn and DoesNotExist hold where the key is
/// absent, and what the API server would refuse is refused.
/// </summary>
internal static class Requirement
{
    public static bool Holds(JsonNode requirement, IReadOnlyDictionary<string, string> labels)
    {
        var key = Json.Text(Json.Find(requirement, "key"), "key of a requirement");
        var op = Json.Text(Json.Find(requirement, "operator"), "operator of a requirement");
        var values = Json.Texts(Json.Find(requirement, "values"), "values of a requirement");
        var has = labels.TryGetValue(key, out var value);
        switch (op)
        {
            case "In" or "NotIn":
                if (values.Count == 0) throw new ArtefactException($"{op} on {key} has no values");
                return (op == "In") == (has && values.Contains(value));
            case "Exists" or "DoesNotExist":
                if (values.Count != 0) throw new ArtefactException($"{op} on {key} has values");
                return (op == "Exists") == has;
            case "Gt" or "Lt":
                if (values.Count != 1 || !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound))
                    throw new ArtefactException($"{op} on {key} needs exactly one integer");
                return has && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && (op == "Gt" ? number > bound : number < bound);
            default:
                throw new ArtefactException($"unknown operator {op} on {key}");
        }
    }

    /// <summary>A label selector; an absent one selects nothing, an empty one everything.</summary>
    public static bool Selects(JsonNode? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null) return false;
        var exact = Json.Find(selector, "matchLabels") as JsonObject;
        return (exact?.All(l => labels.TryGetValue(l.Key, out var value) && value == Json.Text(l.Value, l.Key)) ?? true)
            && Json.List(Json.Find(selector, "matchExpressions"), "matchExpressions").All(e => Holds(e, labels));
    }
}
