using System.Text.Json;
using System.Text.Json.Serialization;

namespace Continuum.Core.Policies;

/// <summary>The typed meaning of an intent.</summary>
public sealed record Policy(IReadOnlyList<Rule> Rules)
{
    /// <inheritdoc/>
    public bool Equals(Policy? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => Rules.Aggregate(29, HashCode.Combine);
}

/// <summary>JSON of policies: strict, so that an unknown property or value is an error and not a silent widening.</summary>
public static class PolicyJson
{
    /// <summary>Camel case, enums by name, nulls left out, unknown members refused.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A policy as JSON text.</summary>
    public static string Write(Policy policy) => JsonSerializer.Serialize(policy, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a policy; the message says where and why.</exception>
    public static Policy Read(string json) =>
        JsonSerializer.Deserialize<Policy>(json, Options) ?? throw new JsonException("Expected a policy, found null.");
}
