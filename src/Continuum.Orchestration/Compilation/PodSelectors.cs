using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>A pod label that one workload alone carries.</summary>
/// <param name="Key">Label key.</param>
/// <param name="Value">Label value.</param>
/// <param name="Added">Whether the manifest has to add it to the pod template.</param>
internal readonly record struct PodLabel(string Key, string Value, bool Added);

/// <summary>Finds labels by which pod affinity selects exactly the pods concerned.</summary>
internal sealed class PodSelectors(Site site)
{
    public const string OwnKey = "continuum.io/workload";

    private static readonly string[] Usual = ["app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "k8s-app"];

    /// <summary>The label of one workload: a usual one where no other workload shares its value, else our own.</summary>
    public PodLabel Of(Workload workload) =>
        Usual.Where(k => IsUnique(workload, k)).Select(k => new PodLabel(k, workload.Labels[k], false)).DefaultIfEmpty(Own(workload)).First();

    /// <summary>Labels under one key for all of them, so that one term can select the group.</summary>
    public IReadOnlyList<PodLabel> OfGroup(IReadOnlyList<Workload> workloads)
    {
        var key = Usual.FirstOrDefault(k => workloads.All(w => IsUnique(w, k)));
        return [.. workloads.Select(w => key is null ? Own(w) : new PodLabel(key, w.Labels[key], false))];
    }

    private static PodLabel Own(Workload workload) => new(OwnKey, workload.Name, true);

    private bool IsUnique(Workload workload, string key) =>
        workload.Labels.TryGetValue(key, out var value) && value.Length > 0
        && site.Workloads.Count(w => w.Labels.TryGetValue(key, out var other) && other == value) == 1;
}
