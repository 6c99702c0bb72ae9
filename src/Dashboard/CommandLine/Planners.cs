using System.Text.Json;
using Continuum.Knowledge.Model;
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
        Model => WithModel(),
        var other => throw new UsageException($"unknown planner '{other}'; known are {Offline} and {Model}"),
    };

    private static ModelPlanner WithModel()
    {
        if (Setting("Endpoint") is not { } address || Setting("Model") is not { } model)
            throw new UsageException("--planner model needs Planner:Endpoint and Planner:Model, in appsettings.json or as Planner__Endpoint and Planner__Model in the environment; found " + Found());
        return Make(address, model, Setting);
    }

    /// <summary>The planner with a model that settings describe.</summary>
    /// <exception cref="UsageException">A setting cannot be used.</exception>
    public static ModelPlanner Make(string address, string model, Func<string, string?> setting)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new UsageException($"Planner:Endpoint '{address}' is no http or https address");
        List<ModelEndpoint> endpoints = [new(uri, model, Key(setting))];
        if (setting("FallbackModel") is { } second) endpoints.Add(endpoints[0] with { Model = second });
        return new ModelPlanner(new PlannerSettings { Endpoints = endpoints, SendNames = setting("SendNames") == "true", Stream = setting("Stream") == "true" });
    }

    // The key is read from where secrets are kept, and goes nowhere but into the header of requests.
    private static string? Key(Func<string, string?> setting)
    {
        if (setting("KeyFile") is not { } file) return Environment.GetEnvironmentVariable(setting("KeyVariable") ?? "CONTINUUM_PLANNER_KEY");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Planner:KeyFile cannot be read: {e.Message}");
        }
    }

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
