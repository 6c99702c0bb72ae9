using Dashboard.Components.Actions;
using Dashboard.Components.Chat;
using Dashboard.Components.Contracts;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using MudBlazor;
using MudBlazor.Services;

namespace Dashboard.Components;

/// <summary>What the pages need besides the services of the planes.</summary>
public static class ComponentServices
{
    /// <summary>
    /// Adds what lives per circuit. The host adds the stores, feeds and drivers, and implements IConsoleStatus,
    /// ILabControls, IConsoleSettings, IAccessDirectory, IComplianceReport and IWhatIf.
    /// </summary>
    public static IServiceCollection AddConsoleComponents(this IServiceCollection services)
    {
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft;
            options.SnackbarConfiguration.PreventDuplicates = true;
            options.SnackbarConfiguration.ShowTransitionDuration = 0;
            options.SnackbarConfiguration.HideTransitionDuration = 100;
        });
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddScoped<CspNonce>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<IntentActions>();
        services.AddScoped<LiveFeed>();
        services.AddScoped<PageContext>();
        services.AddScoped<ChatFocus>();
        return services;
    }
}
