using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Hashing;

/// <summary>
/// The hash that an approval is bound to: the desired state, the facts of the site that it was verified on and the
/// policies in force. Any other plan, site or policy has another hash.
/// </summary>
public static class ApprovalHash
{
    /// <summary>SHA-256 over canonical JSON, in lower-case hexadecimal. <see cref="Plan.Hash"/> itself is not part of it.</summary>
    public static string Of(Plan plan, Site site, IReadOnlyList<ActiveIntent> intents)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(CanonicalJson.Bytes(new JsonObject
        {
            ["plan"] = JsonSerializer.SerializeToNode(plan with { Hash = "", FlowRules = [] }, IntentJson.Options),
            ["site"] = JsonSerializer.SerializeToNode(site, IntentJson.Options),
            ["policies"] = new JsonArray([.. intents.OrderBy(i => i.Id).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = i.Id,
                ["policy"] = JsonSerializer.SerializeToNode(i.Policy, IntentJson.Options),
            })]),
        }));
        FlowRules(sha, plan.FlowRules);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // Plans hold up to hundreds of thousands of rules: they follow as arrays of numbers, -1 for a wildcard or a drop.
    private static void FlowRules(IncrementalHash sha, IReadOnlyList<FlowRule> rules)
    {
        using var stream = new HashStream(sha);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartArray();
        foreach (var rule in rules)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(rule.DatapathId);
            writer.WriteNumberValue(rule.Priority);
            writer.WriteNumberValue(rule.Match.InPort ?? -1);
            writer.WriteNumberValue(rule.Match.Source?.Value ?? -1L);
            writer.WriteNumberValue(rule.Match.Destination?.Value ?? -1L);
            writer.WriteNumberValue((int?)rule.Match.Protocol ?? -1);
            writer.WriteNumberValue(rule.Match.SourcePort ?? -1);
            writer.WriteNumberValue(rule.Match.DestinationPort ?? -1);
            writer.WriteNumberValue(rule.Output ?? -1);
            writer.WriteNumberValue(rule.Cookie);
            writer.WriteEndArray();
            if (writer.BytesPending > 1 << 16) writer.Flush();
        }

        writer.WriteEndArray();
    }
}
