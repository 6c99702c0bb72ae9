using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Continuum.Infrastructure.Storage;
using Dashboard.Api;
using Dashboard.Hosting;

namespace Dashboard.CommandLine;

/// <summary>"reconfigure --service S --to LAYOUT [--head NODE] [--dry-run]": asks the running console over its owner-only socket.</summary>
internal static class ReconfigureCommand
{
    private static readonly string[] Known = ["--service", "--to", "--head", "--data"];

    /// <summary>Prints what became of it as one JSON object; 0 done or allowed, 2 refused or failed, 1 no console or options that cannot be read.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, CancellationToken cancellationToken)
    {
        var dryRun = args.Contains("--dry-run");
        var options = Options.Parse(args.Where(a => a != "--dry-run"), Known);
        var (service, to) = (options.Require("--service"), options.Require("--to"));
        var folder = DataFolder.Resolve(options.Find("--data"));
        try
        {
            using var client = LocalSocket.Connect(folder);
            // Copying takes as long as the links need; the console's own step timeout ends what hangs.
            client.Timeout = Timeout.InfiniteTimeSpan;
            using var response = await client.PostAsJsonAsync($"/local/services/{Uri.EscapeDataString(service)}/reconfigurations", new PipelineBody(to, options.Find("--head"), dryRun), cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (!response.IsSuccessStatusCode) throw new UsageException(answer.TryGetProperty("detail", out var detail) ? detail.GetString()! : $"The console answered {(int)response.StatusCode}.");
            await stdout.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));
            return answer.GetProperty("status").GetString() is "done" or "checked" ? ExitCodes.Passed : ExitCodes.Rejected;
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException)
        {
            throw new UsageException($"No console runs on {folder}. Start it, or name its data folder with --data DIR.");
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
