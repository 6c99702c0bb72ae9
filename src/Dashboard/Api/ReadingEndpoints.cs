using System.Text;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Orchestration.Compliance;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Stores;

namespace Dashboard.Api;

/// <summary>The site as programs see it.</summary>
public sealed record SiteView(long Version, DateTimeOffset At, bool Lab, Continuum.Core.Sites.Site Site);

/// <summary>What only reads.</summary>
internal static class ReadingEndpoints
{
    /// <summary>Maps /site, /services, /reconfigurations, /compliance and /audit.</summary>
    public static void MapReadings(this RouteGroupBuilder api)
    {
        api.MapGet("/site", (ISiteFeed site, IFabricDriver fabric, IClusterDriver cluster) =>
        {
            var now = site.Current;
            return new SiteView(now.Version, now.At, fabric.IsLab || cluster.IsLab, now.Site);
        }).WithTags("Site").WithSummary("Nodes, switches, links, workloads and services as they are");
        api.MapGet("/services", async (IServingDriver serving, ITelemetryFeed telemetry, IServiceRuntime runtime, CancellationToken stop) =>
        {
            var samples = telemetry.Current.Services.ToDictionary(s => s.Service);
            return (await serving.ReadAsync(stop)).Select(s => new { s.Name, s.Epoch, s.Layout, Sample = samples.GetValueOrDefault(s.Name), Simulated = serving.IsLab && !runtime.Runs(s.Name) });
        }).WithTags("Site").WithSummary("LLM services, where their stages are and how fast they answer");
        api.MapGet("/reconfigurations", (IServingDriver serving) => serving.Reconfigurations).WithTags("Site").WithSummary("Running and past ones, newest first");
        api.MapGet("/compliance", (ComplianceView view) => view.Build()).WithTags("Proof").WithSummary("Rules by subject with the age of the last proof");
        api.MapGet("/audit", (IAuditLog audit, long? after, int? limit) => audit.Read(after ?? 0, Math.Clamp(limit ?? 200, 1, 1000)))
            .WithTags("Proof").WithSummary("Lines of the audit log after a sequence number, oldest first");
        api.MapGet("/audit/export", (IAuditLog audit) => Results.Stream(async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            for (long after = 0; ;)
            {
                var lines = audit.Read(after, 1000);
                if (lines.Count == 0) break;
                foreach (var line in lines) await writer.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(line, Continuum.Core.Intents.IntentJson.Options));
                await writer.FlushAsync();
                after = lines[^1].Sequence;
            }
        }, "application/jsonl", "audit.jsonl")).WithTags("Proof").WithSummary("The whole audit log as JSON lines");
    }
}
