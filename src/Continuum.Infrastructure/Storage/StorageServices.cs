using Continuum.Orchestration.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Storage;

/// <summary>Registers the stores.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers the folder, the database, <see cref="IIntentStore"/>, <see cref="IEnactmentJournal"/> and
    /// <see cref="IAuditLog"/>. The folder was opened by the caller, so that a second console is refused before a host exists;
    /// the container closes it last.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, DataFolder folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Through a factory, so that the container disposes it.
        services.AddSingleton(_ => folder);
        services.AddSingleton(p => ConsoleDatabase.Open(
            p.GetRequiredService<DataFolder>().File("continuum.db"), p.GetService<ILoggerFactory>()?.CreateLogger<ConsoleDatabase>()));
        services.AddSingleton(p => new LiteIntentStore(p.GetRequiredService<ConsoleDatabase>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IIntentStore>(p => p.GetRequiredService<LiteIntentStore>());
        services.AddSingleton<IEnactmentJournal>(p => new LiteEnactmentJournal(p.GetRequiredService<ConsoleDatabase>()));
        services.AddSingleton(p => AuditLog.Open(
            p.GetRequiredService<DataFolder>().File("audit.jsonl"), p.GetRequiredService<TimeProvider>(), p.GetService<ILoggerFactory>()?.CreateLogger<AuditLog>()));
        services.AddSingleton<IAuditLog>(p => p.GetRequiredService<AuditLog>());
        return services;
    }
}
