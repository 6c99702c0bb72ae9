using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Api;
using Dashboard.Security;
using Dashboard.Services;

namespace Dashboard.Hosting;

/// <summary>Everything that the console keeps in its data folder.</summary>
internal static class StorageSetup
{
    /// <summary>Opens the folder, the store and the audit log at once, so that a console that cannot keep anything does not start.</summary>
    /// <exception cref="StorageException">The folder is in use, or a file in it is damaged.</exception>
    public static IServiceCollection AddConsoleStorage(this IServiceCollection services, DataFolder folder)
    {
        var database = ConsoleDatabase.Open(folder.File("continuum.db"));
        // Through factories, so that the container disposes them, the lock on the folder last.
        services.AddSingleton(_ => folder);
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<DataFolder>();
            return database;
        });
        services.AddSingleton<IAuditLog>(provider => AuditLog.Open(folder.File("audit.jsonl"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IIntentStore>(provider => new LiteIntentStore(provider.GetRequiredService<ConsoleDatabase>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEnactmentJournal>(provider => new LiteEnactmentJournal(provider.GetRequiredService<ConsoleDatabase>()));
        services.AddSingleton(provider => provider.GetRequiredService<ConsoleDatabase>().Collection<UserAccount>("users", u => u.Id));
        services.AddSingleton(provider => provider.GetRequiredService<ConsoleDatabase>().Collection<ProgramKey>("keys", k => k.Id));
        services.AddSingleton(provider => provider.GetRequiredService<ConsoleDatabase>().Collection<IdempotentCall>("calls", c => c.Id));
        services.AddSingleton(provider => provider.GetRequiredService<ConsoleDatabase>().Collection<StoredSettings>("settings", s => s.Id));
        services.AddSingleton<IOrchestrationSettingsStore, SettingsStore>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<FirstAdministratorLink>();
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.Folder("protection"))).SetApplicationName("continuum");
        return services;
    }
}
