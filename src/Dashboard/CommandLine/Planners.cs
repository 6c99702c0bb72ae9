using System.Text.Json;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Planning;

namespace Dashboard.CommandLine;

/// <summary>The planner that a command line names.</summary>
internal static class Planners
{
    public const string Offline = "offline";
    private const string Model = "model";

    /// <exception cref="UsageException">There is no such planner, or it lacks its settings.</exception>
    public static IIntentPlanner Choose(string? name) => (name ?? Offline) switch
    {
        Offline => new OfflinePlanner(),
        Model => throw new UsageException(Setting("Endpoint") is null || Setting("Model") is null
            ? "--planner model needs Planner:Endpoint and Planner:Model, in appsettings.json or as Planner__Endpoint and Planner__Model in the environment; found " + Found()
            : "--planner model: this version has no planner with a model yet; use --planner offline"),
        var other => throw new UsageException($"unknown planner '{other}'; known are {Offline} and {Model}"),
    };

    private static string Found() =>
        string.Join(" and ", new[] { "Endpoint", "Model" }.Select(k => Setting(k) is null ? $"no Planner:{k}" : $"Planner:{k}"));

    // Read by hand: the configuration system of the host takes longer to start than the offline planner to plan.
    private static string? Setting(string key)
    {
        if (Environment.GetEnvironmentVariable("Planner__" + key) is { Length: > 0 } value) return value;
        foreach (var folder in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            var path = Path.Combine(folder, "appsettings.json");
            if (!File.Exists(path)) continue;
            try
            {
                using var json = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
                return json.RootElement.TryGetProperty("Planner", out var planner) && planner.TryGetProperty(key, out var found) ? found.GetString() : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
            {
                throw new UsageException($"{path}: cannot read the settings: {e.Message}");
            }
        }

        return null;
    }
}
