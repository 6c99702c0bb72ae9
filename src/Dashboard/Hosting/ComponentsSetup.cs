using Dashboard.Components;
using Dashboard.Components.Contracts;
using Dashboard.Services;
using MudBlazor.Services;

namespace Dashboard.Hosting;

/// <summary>The pages and what they ask of the host.</summary>
internal static class ComponentsSetup
{
    /// <summary>Registers interactive pages and the services of Components/Contracts.</summary>
    public static IServiceCollection AddConsoleComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.DetailedErrors = false;
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = 64 * 1024);
        services.AddMudServices();
        services.AddScoped<CspNonce>();
        services.AddScoped<IAccessDirectory, AccessDirectory>();
        services.AddSingleton<IWhatIf, WhatIf>();
        services.AddSingleton<IConsoleStatus, ConsoleStatus>();
        return services;
    }

    /// <summary>Maps the pages.</summary>
    public static void MapConsoleComponents(this IEndpointRouteBuilder routes) =>
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode();
}
