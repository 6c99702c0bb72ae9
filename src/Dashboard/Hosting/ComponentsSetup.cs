using Dashboard.Components;
using Dashboard.Components.Contracts;
using Dashboard.Services;

namespace Dashboard.Hosting;

/// <summary>The pages and what they ask of the host.</summary>
internal static class ComponentsSetup
{
    /// <summary>Registers interactive pages and the services of Components/Contracts.</summary>
    public static IServiceCollection AddConsolePages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.DetailedErrors = false;
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = 64 * 1024);
        services.AddConsoleComponents();
        services.AddScoped<IAccessDirectory, AccessDirectory>();
        services.AddScoped<ILabControls, GuardedLabControls>();
        services.AddScoped<IConsoleSettings, GuardedConsoleSettings>();
        services.AddSingleton<IComplianceReport, ComplianceRows>();
        services.AddSingleton<IWhatIf, WhatIf>();
        services.AddSingleton<IConsoleStatus, ConsoleStatus>();
        services.AddSingleton<IPlayground>(p => new GatewayPlayground(p.GetRequiredService<IConsoleStatus>()));
        return services;
    }

    /// <summary>Maps the pages.</summary>
    public static void MapConsolePages(this IEndpointRouteBuilder routes) =>
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null); // SecurityHeaders sends the whole policy
}
