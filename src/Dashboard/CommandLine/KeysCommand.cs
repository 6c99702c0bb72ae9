using System.Net.Http.Json;
using System.Net.Sockets;
using Continuum.Infrastructure.Storage;
using Dashboard.Api;
using Dashboard.Hosting;

namespace Dashboard.CommandLine;

/// <summary>"keys create --role R [--scope approve] [--label TEXT]": asks the running console over its owner-only socket.</summary>
internal static class KeysCommand
{
    /// <summary>How to call it.</summary>
    public const string Usage = "keys create --role viewer|operator|administrator [--scope approve] [--label TEXT] [--data DIR]";

    /// <summary>Prints the key on stdout and nothing else.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, TextWriter stderr)
    {
        string? role = null, label = null, data = null;
        List<string> scopes = [];
        if (args.Length < 2 || args[1] != "create") return await FailAsync(stderr, $"keys knows one verb: {Usage}");
        for (var i = 2; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length) return await FailAsync(stderr, $"{args[i]} needs a value: {Usage}");
            switch (args[i])
            {
                case "--role": role = args[i + 1]; break;
                case "--scope": scopes.Add(args[i + 1]); break;
                case "--label": label = args[i + 1]; break;
                case "--data": data = args[i + 1]; break;
                default: return await FailAsync(stderr, $"'{args[i]}' is not understood: {Usage}");
            }
        }

        if (role is null) return await FailAsync(stderr, $"--role is missing: {Usage}");
        var folder = DataFolder.Resolve(data);
        try
        {
            using var client = LocalSocket.Connect(folder);
            using var response = await client.PostAsJsonAsync("/local/keys", new KeyRequest(role, scopes, label));
            if (!response.IsSuccessStatusCode) return await FailAsync(stderr, await DetailAsync(response));
            await stdout.WriteLineAsync((await response.Content.ReadFromJsonAsync<KeyReply>())!.Key);
            return 0;
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException)
        {
            return await FailAsync(stderr, $"No console runs on {folder}. Start it, or name its data folder with --data DIR.");
        }
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        return problem?.GetValueOrDefault("detail")?.ToString() ?? $"The console answered {(int)response.StatusCode}.";
    }

    private static async Task<int> FailAsync(TextWriter stderr, string message)
    {
        await stderr.WriteLineAsync(message);
        return 1;
    }
}
