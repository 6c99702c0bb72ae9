namespace Continuum.Knowledge.Model;

/// <summary>One OpenAI-compatible endpoint.</summary>
/// <param name="Address">Base address, e.g. https://api.openai.com/v1; a query (api-version) is kept.</param>
/// <param name="Model">Name of the model or deployment.</param>
/// <param name="Key">The key; null for none. Never written anywhere.</param>
public sealed record ModelEndpoint(Uri Address, string Model, string? Key)
{
    /// <summary>Without the key: records print their members.</summary>
    public override string ToString() => $"{Model} at {Address.Host}";
}

/// <summary>How the planner with a model works.</summary>
public sealed record PlannerSettings
{
    /// <summary>Asked in this order, the next when one fails; the offline planner is the last.</summary>
    public required IReadOnlyList<ModelEndpoint> Endpoints { get; init; }

    /// <summary>
    /// Whether names and labels of the site may be sent to an address that is neither loopback nor private. They are not
    /// replaced by others, so such an endpoint is passed over unless this is set.
    /// </summary>
    public bool SendNames { get; init; }

    /// <summary>Longest wait for one reply.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request that failed for a passing reason is sent again.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Tokens, in and out, that one text may cost at one endpoint.</summary>
    public int TokenBudget { get; init; } = 20_000;

    /// <summary>Tokens of one reply.</summary>
    public int ReplyTokens { get; init; } = 1_500;

    /// <summary>Whether replies are asked for as streams.</summary>
    public bool Stream { get; init; }

    /// <summary>How often a faulty reply is sent back with its errors.</summary>
    public const int Repairs = 3;
}
