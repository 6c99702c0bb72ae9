using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Orchestration.Compilation;

namespace Dashboard.CommandLine;

/// <summary>The one JSON object that <c>plan</c> prints. Its shape is a contract: names and nesting do not change.</summary>
internal static class PlanJson
{
    // Names and texts of a site are not ASCII everywhere; the output is no HTML.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(JsonObject json)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Indented)) json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    public static JsonObject Write(PlannedText planned) => new()
    {
        ["intent"] = planned.Intent,
        ["planner"] = planned.Planner,
        ["status"] = planned.Verdict.Outcome switch { Outcome.Pass => "AwaitingApproval", Outcome.Clarify => "Clarifying", _ => "Rejected" },
        ["question"] = planned.Question is { } question ? new JsonObject { ["text"] = question.Text, ["choices"] = Texts(question.Choices) } : null,
        ["policy"] = planned.Policy is { } policy
            ? new JsonObject { ["words"] = planned.Words, ["rules"] = Rules(policy), ["unmapped"] = Texts(planned.Unmapped) }
            : null,
        ["plan"] = planned.Plan is { } plan ? Write(plan) : null,
        ["verdict"] = Write(planned.Verdict),
        ["timings"] = new JsonObject(planned.Timings.Select(t => KeyValuePair.Create(t.Stage, (JsonNode?)Math.Round(t.Milliseconds, 3)))),
        ["tokens"] = new JsonObject { ["input"] = planned.Tokens.Input, ["output"] = planned.Tokens.Output },
    };

    public static JsonObject Write(Plan plan) => new()
    {
        ["hash"] = plan.Hash,
        ["kubernetes"] = new JsonArray([.. plan.Kubernetes.Select(m => m.Body.DeepClone())]),
        ["flowRules"] = new JsonArray([.. plan.FlowRules.Select(OnosFlowJson.Write)]),
        ["pipelines"] = new JsonArray([.. plan.Pipelines.Select(Write)]),
        ["moves"] = new JsonArray([.. plan.Moves.Select(m => new JsonObject { ["subject"] = m.Subject, ["from"] = m.From, ["to"] = m.To, ["restart"] = m.Restart })]),
    };

    private static JsonObject Write(PipelineLayout layout) => new()
    {
        ["service"] = layout.Service,
        ["head"] = layout.Head,
        ["stages"] = new JsonArray([.. layout.Stages.Select(s => new JsonObject { ["node"] = s.Node, ["layers"] = new JsonArray(s.Layers.First, s.Layers.Last) })]),
    };

    private static JsonObject Write(Verdict verdict) => new()
    {
        ["passed"] = verdict.Passed,
        ["outcome"] = Name(verdict.Outcome),
        ["checks"] = new JsonArray([.. verdict.Checks.Select(c => new JsonObject { ["name"] = c.Name, ["passed"] = c.Passed, ["subject"] = c.Subject, ["detail"] = c.Detail })]),
    };

    public static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "pass",
        Outcome.Conflict => "conflict",
        Outcome.Infeasible => "infeasible",
        Outcome.Clarify => "clarify",
        _ => "fail",
    };

    private static JsonNode Rules(Policy policy) => JsonSerializer.SerializeToNode(policy.Rules, PolicyJson.Options) ?? new JsonArray();

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);
}
