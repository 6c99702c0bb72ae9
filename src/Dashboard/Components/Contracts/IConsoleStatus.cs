namespace Dashboard.Components.Contracts;

/// <summary>Something that goes on behind the pages since the console started, such as making a model.</summary>
/// <param name="Title">What, in words.</param>
/// <param name="Fraction">0 to 1; null when unknown.</param>
/// <param name="Done">Whether it has ended.</param>
/// <param name="Error">Why it failed.</param>
public sealed record BackgroundTask(string Title, double? Fraction, bool Done, string? Error);

/// <summary>A gateway that programs may call.</summary>
/// <param name="Service">The LLM service.</param>
/// <param name="Url">Base address of its OpenAI-compatible API.</param>
public sealed record GatewayAddress(string Service, string Url);

/// <summary>What the console says of itself.</summary>
public interface IConsoleStatus
{
    /// <summary>Who understands intents: "offline", or the name of a model.</summary>
    string Planner { get; }

    /// <summary>Version of the console.</summary>
    string Version { get; }

    /// <summary>Folder that holds intents, audit log and keys.</summary>
    string DataFolder { get; }

    /// <summary>Gateways of the services, in site order; empty until a runtime serves.</summary>
    IReadOnlyList<GatewayAddress> Gateways { get; }

    /// <summary>What goes on in the background.</summary>
    IReadOnlyList<BackgroundTask> Tasks { get; }
}
