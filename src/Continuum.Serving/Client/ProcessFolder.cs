using System.Text.Json;
using Continuum.Serving.Heads;
using Continuum.Serving.Hosting;

namespace Continuum.Serving.Client;

/// <summary>All heads and stages of a data folder, whoever started them.</summary>
public static class ProcessFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Those that are alive, by service, heads first.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <returns>Their state files.</returns>
    public static IReadOnlyList<ProcessState> Alive(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "serving");
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Select(Read).OfType<ProcessState>().Where(s => s.IsAlive)
                .OrderBy(s => s.Service, StringComparer.Ordinal).ThenBy(s => s.Node != HeadProcess.Name).ThenBy(s => s.Node, StringComparer.Ordinal),
        ];
    }

    /// <summary>Asks all of them to end, and ends those that do not within ten seconds.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="cancellation">Ends what is left at once.</param>
    /// <returns>Those that were alive.</returns>
    public static async Task<IReadOnlyList<ProcessState>> StopAllAsync(string dataFolder, CancellationToken cancellation)
    {
        var alive = Alive(dataFolder);
        await EndAsync(alive, cancellation);
        return alive;
    }

    /// <summary>Asks processes to end, and ends those that do not within ten seconds.</summary>
    internal static async Task EndAsync(IReadOnlyList<ProcessState> alive, CancellationToken cancellation)
    {
        foreach (var state in alive) LinuxProcess.Signal(state.ProcessId, state.StartTicks, force: false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            while (alive.Any(s => s.IsAlive)) await Task.Delay(20, limit.Token);
        }
        catch (OperationCanceledException)
        {
            foreach (var state in alive) LinuxProcess.Signal(state.ProcessId, state.StartTicks, force: true);
            while (alive.Any(s => s.IsAlive)) await Task.Delay(20, CancellationToken.None);
        }
    }

    private static ProcessState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ProcessState>(File.ReadAllText(path), JsonSerializerOptions.Web);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }
}
