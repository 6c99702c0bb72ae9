using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Services;

/// <summary>The settings under their only key.</summary>
public sealed record StoredSettings(string Id, OrchestrationSettings Settings)
{
    /// <summary>The key.</summary>
    public const string Only = "orchestration";
}

/// <summary>Settings that survive a restart.</summary>
internal sealed class SettingsStore(DocumentCollection<string, StoredSettings> documents) : IOrchestrationSettingsStore
{
    private static readonly OrchestrationSettings Defaults = new();

    /// <inheritdoc/>
    public OrchestrationSettings Current => documents.Find(StoredSettings.Only)?.Settings ?? Defaults;

    /// <inheritdoc/>
    public async Task<OrchestrationSettings> UpdateAsync(Func<OrchestrationSettings, OrchestrationSettings> change, CancellationToken cancellationToken) =>
        (await documents.UpdateAsync(
            StoredSettings.Only,
            stored => new StoredSettings(StoredSettings.Only, change(stored?.Settings ?? Defaults)),
            cancellationToken))!.Settings;
}
