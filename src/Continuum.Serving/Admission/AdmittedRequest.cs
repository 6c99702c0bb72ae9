using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Admission;

/// <summary>All that is needed to answer a request again from the beginning, with the same tokens and in the same shape.</summary>
public sealed record AdmittedRequest
{
    /// <summary>The request's name, unique for its tenant.</summary>
    public required string Id { get; init; }

    /// <summary>Whose request it is; empty where the gateway is open.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The data class of what the prompt holds, such as <c>phi</c>, or null.</summary>
    public string? DataClass { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The shape of the answer.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>Token ids.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are chosen, seed included.</summary>
    public required SamplingParameters Sampling { get; init; }

    /// <summary>Texts before which the answer ends.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Whether the answer streams.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with a chunk that counts tokens.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>When it was admitted, seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>SHA-256 of the body, so that a repeated id with another body is noticed.</summary>
    public string BodyHash { get; init; } = "";
}
