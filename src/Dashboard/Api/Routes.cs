using System.Text.Json.Serialization;
using Continuum.Core.Intents;
using Dashboard.Security;

namespace Dashboard.Api;

/// <summary>The HTTP API under /api/v1.</summary>
internal static class Routes
{
    /// <summary>Registers JSON, problem details and the OpenAPI document.</summary>
    public static IServiceCollection AddConsoleApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            foreach (var converter in IntentJson.Options.Converters) options.SerializerOptions.Converters.Add(converter);
        });
        services.AddProblemDetails();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Continuum";
            document.Info.Description = "Intents, site, services, reconfigurations, compliance and audit of a Continuum console. "
                + "Programs authenticate with 'Authorization: Bearer KEY'; deciding over plans needs a key with the scope 'approve'.";
            document.Info.Version = "v1";
            return Task.CompletedTask;
        }));
        services.AddExceptionHandler<ProblemHandler>();
        return services;
    }

    /// <summary>Maps every endpoint.</summary>
    public static void MapConsoleApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Roles.Viewer).RequireRateLimiting(RateLimits.Api)
            .AddEndpointFilter<CookieCallFilter>();
        api.MapIntents();
        api.MapReadings();
        api.MapPipelines();
        routes.MapOpenApi().RequireAuthorization(Roles.Viewer);
    }
}
