using System.Security.Cryptography;
using System.Text;
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
    /// <summary>SHA-256 in lower-case hexadecimal. <see cref="Plan.Hash"/> itself is not part of it.</summary>
    public static string Of(Plan plan, Site site, IReadOnlyList<ActiveIntent> intents)
    {
        var whole = new JsonObject
        {
            ["plan"] = JsonSerializer.SerializeToNode(plan with { Hash = "" }, IntentJson.Options),
            ["site"] = JsonSerializer.SerializeToNode(site, IntentJson.Options),
            ["policies"] = new JsonArray([.. intents.OrderBy(i => i.Id).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = i.Id,
                ["policy"] = JsonSerializer.SerializeToNode(i.Policy, IntentJson.Options),
            })]),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(whole))));
    }
}
