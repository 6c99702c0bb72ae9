using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Stores;
using Dashboard.Hosting;
using Dashboard.Security;

namespace Dashboard.Api;

/// <summary>A key to make.</summary>
public sealed record KeyRequest(string Role, IReadOnlyList<string>? Scopes, string? Label);

/// <summary>A key as it is shown once.</summary>
public sealed record KeyReply(string Id, string Key);

/// <summary>What commands of the same user ask of the running console; nothing but the owner-only socket reaches it.</summary>
internal static class LocalEndpoints
{
    /// <summary>Maps /local.</summary>
    public static void MapLocal(this IEndpointRouteBuilder routes)
    {
        var local = routes.MapGroup("/local").ExcludeFromDescription().AddEndpointFilter(async (context, next) =>
            LocalSocket.IsLocal(context.HttpContext) ? await next(context) : Results.NotFound());
        local.MapPost("/keys", async (KeyRequest body, KeyRing keys, IAuditLog audit, CancellationToken stop) =>
        {
            var (key, text) = await keys.CreateAsync(body.Label ?? "command line", body.Role, body.Scopes ?? [], "command line", null, stop);
            await audit.AppendAsync("key", "command line", "key " + key.Id, new { created = key.Role, key.Scopes }, stop);
            return Results.Ok(new KeyReply(key.Id, text));
        });
        local.MapPost("/services/{name}/reconfigurations", (string name, PipelineBody body, IServiceProvider services, CancellationToken stop) =>
            ActivatorUtilities.CreateInstance<LocalReconfiguration>(services).RunAsync(name, body, stop));
    }
}
