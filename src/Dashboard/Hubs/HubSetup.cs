using Continuum.Core.Intents;

namespace Dashboard.Hubs;

/// <summary>SignalR for programs and browsers.</summary>
internal static class HubSetup
{
    /// <summary>Registers the hub and what feeds it.</summary>
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumParallelInvocationsPerClient = 2).AddJsonProtocol(options =>
        {
            foreach (var converter in IntentJson.Options.Converters) options.PayloadSerializerOptions.Converters.Add(converter);
        });
        services.AddSingleton<HubSnapshots>();
        services.AddHostedService<FeedPublisher>();
        return services;
    }
}
