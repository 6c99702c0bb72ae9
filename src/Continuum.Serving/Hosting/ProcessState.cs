using System.Text.Json;
using System.Text.Json.Serialization;

namespace Continuum.Serving.Hosting;

/// <summary>What a head or a stage writes into the data folder, so that a console finds it again.</summary>
public sealed record ProcessState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary><c>head</c> or <c>stage</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The node of a stage; <c>head</c> for the head.</summary>
    public required string Node { get; init; }

    /// <summary>Process id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When the process started, by the system's clock ticks since boot: a process id is used again, both together are not. -1 while it starts.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Where tensors go.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Where gRPC is answered.</summary>
    public required string Control { get; init; }

    /// <summary>URL of the gateway, of a head that has one.</summary>
    public string? Gateway { get; init; }

    /// <summary>Term of a head.</summary>
    public long Term { get; init; }

    /// <summary>Whether the process is there.</summary>
    [JsonIgnore]
    public bool IsAlive => StartTicks >= 0 && LinuxProcess.StartTicks(ProcessId) == StartTicks;

    /// <summary>Folder of a service's state files.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="service">The service.</param>
    /// <returns>The folder.</returns>
    public static string Folder(string dataFolder, string service) => Path.Combine(dataFolder, "serving", SafeName.Of(service));

    /// <summary>Reads a state file.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="service">The service.</param>
    /// <param name="node">The node, <c>head</c> for the head.</param>
    /// <returns>What it says, or null if there is none that can be read.</returns>
    public static ProcessState? Read(string dataFolder, string service, string node)
    {
        try
        {
            var path = PathOf(dataFolder, service, node);
            return File.Exists(path) ? JsonSerializer.Deserialize<ProcessState>(File.ReadAllText(path), Json) : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // Written anew by the next start.
            return null;
        }
    }

    /// <summary>Writes the state file as a whole.</summary>
    /// <param name="dataFolder">The data folder.</param>
    public void Write(string dataFolder)
    {
        var path = PathOf(dataFolder, Service, Node);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{ProcessId}.tmp";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(this, Json));
        File.Move(unfinished, path, true);
    }

    private static string PathOf(string dataFolder, string service, string node) => Path.Combine(Folder(dataFolder, service), $"{SafeName.Of(node)}.json");
}
