using System.Text.Json.Nodes;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Reads a model's answer into the typed policy, strictly.</summary>
internal static class DraftReader
{
    private const int MostRules = 40;

    /// <param name="reply">What the model wrote.</param>
    /// <param name="real">Names as the site calls them, for names as the model was told them.</param>
    public static Draft Read(string reply, Func<string, string> real)
    {
        var (json, error) = JsonText.Read(reply);
        if (json is null) return new Draft { Errors = [error!] };
        List<string> errors = [];
        var top = new Fields(json, "$", errors, real);
        var kind = top.Text("kind");
        var rules = top.List("rules", MostRules);
        var question = top.Text("question");
        var choices = top.Texts("choices", 8);
        var assumptions = top.Texts("assumptions", 12);
        top.End();
        var policy = new List<Rule>();
        for (var i = 0; i < rules.Count; i++)
        {
            if (top.Item("rules", i, rules[i]) is { } fields && RuleReader.Read(fields) is { } rule) policy.Add(rule);
        }

        switch (kind)
        {
            case "clarify" when string.IsNullOrWhiteSpace(question):
                errors.Add("$.question: a clarify answer needs a question");
                break;
            case "policy" when rules.Count == 0:
                errors.Add("$.rules: a policy answer needs a rule; when the text asks for none, answer kind clarify with a question");
                break;
            case "clarify" or "policy":
                break;
            default:
                errors.Add("$.kind: expected policy or clarify");
                break;
        }

        if (errors.Count > 0) return new Draft { Errors = [.. errors.Take(12)] };
        IReadOnlyList<string> assumed = [.. assumptions.Where(a => !string.IsNullOrWhiteSpace(a)).Select(a => Wire.Plain.Short(a, 240))];
        return kind == "clarify"
            ? new Draft { Question = Wire.Plain.Short(question!, 500), Choices = [.. choices.Select(c => Wire.Plain.Short(c, 200)).Where(c => c.Length > 0)], Assumptions = assumed }
            : new Draft { Policy = new Policy(policy), Assumptions = assumed };
    }
}
