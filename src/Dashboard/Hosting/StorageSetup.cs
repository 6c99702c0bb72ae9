using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Api;
using Dashboard.Security;
using Dashboard.Services;
using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Hosting;

/// <summary>Everything that the console keeps in its data folder.</summary>
internal static class StorageSetup
{
    /// <summary>Registers the stores of the planes and those of accounts, keys, settings and repeated calls.</summary>
    public static IServiceCollection AddConsoleStorage(this IServiceCollection services, DataFolder folder)
    {
        services.AddStorage(folder);
        services.AddSingleton(provider => Database(provider).Collection<UserAccount>("users", u => u.Id));
        services.AddSingleton(provider => Database(provider).Collection<ProgramKey>("keys", k => k.Id));
        services.AddSingleton(provider => Database(provider).Collection<IdempotentCall>("calls", c => c.Id));
        services.AddSingleton(provider => Database(provider).Collection<StoredSettings>("settings", s => s.Id));
        services.AddSingleton<IOrchestrationSettingsStore, SettingsStore>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<FirstAdministratorLink>();
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.Folder("protection"))).SetApplicationName("continuum");
        return services;
    }

    private static ConsoleDatabase Database(IServiceProvider provider) => provider.GetRequiredService<ConsoleDatabase>();
}
