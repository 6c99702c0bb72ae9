namespace Continuum.Core.Sites;

/// <summary>The keys that expressions use, and what they are called on a Kubernetes node.</summary>
public static class LabelKeys
{
    /// <summary>The element's name.</summary>
    public const string Name = "name";

    /// <summary>cloud, edge or far-edge.</summary>
    public const string Tier = "tier";

    /// <summary>GPU product name.</summary>
    public const string GpuModel = "gpu.model";

    /// <summary>Memory of the largest GPU in MiB.</summary>
    public const string GpuMemory = "gpu.memory";

    /// <summary>GPUs in total.</summary>
    public const string GpuCount = "gpu.count";

    /// <summary>Whose law applies, ISO 3166 alpha-2.</summary>
    public const string Jurisdiction = "jurisdiction";

    /// <summary>Where the machine stands, ISO 3166 alpha-2.</summary>
    public const string Residency = "residency";

    /// <summary>Who runs the element.</summary>
    public const string Operator = "operator";

    /// <summary>The country that the operator belongs to, ISO 3166 alpha-2.</summary>
    public const string OperatorCountry = "operatorCountry";

    /// <summary>Cloud region.</summary>
    public const string Region = "region";

    /// <summary>Availability zone.</summary>
    public const string Zone = "zone";

    /// <summary>low, medium or high.</summary>
    public const string Trust = "trust";

    /// <summary>On links: whether traffic is encrypted on the wire ("true").</summary>
    public const string Encrypted = "encrypted";

    /// <summary>On workloads and services: the data class they hold (phi, pii, pci, ...).</summary>
    public const string Data = "data";

    /// <summary>Prefix of privacy labels: kubelets may not write under it (NodeRestriction admission).</summary>
    public const string RestrictedPrefix = "continuum.node-restriction.kubernetes.io/";

    /// <summary>The label key of a Kubernetes node for a short key; a key with a slash is taken as it is.</summary>
    public static string ToKubernetes(string key) => key switch
    {
        Name => "kubernetes.io/hostname",
        Region => "topology.kubernetes.io/region",
        Zone => "topology.kubernetes.io/zone",
        GpuModel => "nvidia.com/gpu.product",
        GpuMemory => "nvidia.com/gpu.memory",
        GpuCount => "nvidia.com/gpu.count",
        _ when key.Contains('/', StringComparison.Ordinal) => key,
        _ => RestrictedPrefix + key,
    };
}
