using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.Gateway.Errors;
using Continuum.Serving.Permits;
using Continuum.Serving.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuum.Serving.Gateway;

/// <summary>
/// The OpenAI-compatible gateway of a web host: <c>services.AddGateway(_ => model, options)</c>, then <c>app.MapGateway()</c>.
/// To let a control plane decide which data classes the pipeline may hold, register a <see cref="ClassPermits"/> before.
/// </summary>
public static partial class GatewayRegistration
{
    /// <summary>Registers the gateway's services.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="model">Makes what is served, once, at the first request or <see cref="MapGateway"/>.</param>
    /// <param name="options">Limits, or null for the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, Func<IServiceProvider, ServedModel> model, GatewayOptions? options = null)
    {
        options ??= new GatewayOptions();
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ClassPermits());
        services.AddSingleton(options);
        services.AddSingleton(model);
        services.AddSingleton(new OpenRequests(options.MaxOpenRequests));
        services.AddSingleton<ClassAdmission>();
        services.AddSingleton<RequestLedger>();
        services.AddSingleton<CompletionHandler>();
        services.AddSingleton<ResumeHandler>();
        services.TryAddSingleton<ServingMetrics>();
        return services;
    }

    /// <summary>
    /// Maps <c>/v1/models</c>, <c>/v1/completions</c>, <c>/v1/chat/completions</c>, <c>/v1/requests/{id}</c> (docs/gateway.md) and
    /// <c>/metrics</c>. Reads the journal, and starts what an earlier process left open.
    /// </summary>
    /// <param name="endpoints">The web host.</param>
    /// <returns>The web host.</returns>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Continuum.Serving.Gateway");
        var handler = services.GetRequiredService<CompletionHandler>();
        var model = services.GetRequiredService<ServedModel>();
        var ledger = services.GetRequiredService<RequestLedger>();
        // Open streams hear how to resume before the server begins to wait for them.
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _ = ledger.SuspendAsync());
        if (services.GetRequiredService<GatewayOptions>().Keys.IsOpen) OpenToAll(logger);

        void Map(string method, string path, Func<HttpContext, Task> handle) => endpoints.MapMethods(path, [method], GatewayErrors.Guard(handle, logger));
        Map("GET", "/v1/models", context => WriteAsync(context, json => ModelJson.List(json, model)));
        Map("GET", "/v1/models/{name}", context => (string?)context.Request.RouteValues["name"] == model.Name
            ? WriteAsync(context, json => ModelJson.One(json, model))
            : throw ApiException.NotFound($"The model '{context.Request.RouteValues["name"]}' is not served here; '{model.Name}' is.", "model_not_found", "model"));
        Map("POST", "/v1/completions", context => handler.HandleAsync(context, RequestKind.Text));
        Map("POST", "/v1/chat/completions", context => handler.HandleAsync(context, RequestKind.Chat));
        var resume = services.GetRequiredService<ResumeHandler>();
        Map("GET", "/v1/requests/{id}/events", resume.EventsAsync);
        Map("GET", "/v1/requests/{id}", resume.WholeAsync);
        Map("DELETE", "/v1/requests/{id}", resume.CancelAsync);
        endpoints.MapMetrics();
        endpoints.Map("/v1/{**rest}", GatewayErrors.Guard(
            context => throw ApiException.NotFound($"{context.Request.Method} {context.Request.Path} does not exist here.", "unknown_url"), logger));
        return endpoints;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No keys are configured: the gateway answers every process on this machine, and nobody from elsewhere")]
    private static partial void OpenToAll(ILogger logger);

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
    }
}
