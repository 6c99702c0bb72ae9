using System.Text.Json.Nodes;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>What a plan emits, as other programs get it.</summary>
/// <param name="Kubernetes">Manifests.</param>
/// <param name="FlowRules">ONOS flow rules.</param>
/// <param name="Pipelines">Layouts of services.</param>
public sealed record Artefacts(JsonArray Kubernetes, JsonArray FlowRules, JsonArray Pipelines);

/// <summary>An artefact cannot be read as what it claims to be; whoever applied it would be refused.</summary>
internal sealed class ArtefactException(string message) : Exception(message);
