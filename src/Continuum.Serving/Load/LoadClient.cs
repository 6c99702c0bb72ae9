using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Continuum.Serving.Load;

/// <summary>Sends one request as a stream and times its tokens.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri root;
    private readonly TimeSpan timeout;

    public LoadClient(LoadOptions options)
    {
        timeout = options.Timeout;
        root = new Uri(options.Target.ToString().TrimEnd('/') is var text && text.EndsWith("/v1", StringComparison.Ordinal) ? text + "/" : text + "/v1/");
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
    }

    /// <summary>The first or the named model and its context; 4,096 where the server does not say.</summary>
    public async Task<(string Name, int Context)> ModelAsync(string? name, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(root, "models"), cancellation);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        var models = json.RootElement.GetProperty("data").EnumerateArray().ToArray();
        var model = models.FirstOrDefault(m => name is null || m.GetProperty("id").GetString() == name);
        if (model.ValueKind != JsonValueKind.Object)
            throw new InvalidOperationException($"{root} serves {string.Join(", ", models.Select(m => m.GetProperty("id").GetString()))}; {name ?? "a model"} was asked for.");
        return (model.GetProperty("id").GetString()!, model.TryGetProperty("max_model_len", out var context) ? context.GetInt32() : 4096);
    }

    public async Task<RequestResult> SendAsync(string model, PlannedRequest request, double late, int seed, CancellationToken cancellation)
    {
        var sent = Stopwatch.GetTimestamp();
        var timing = new StreamTiming(sent);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        string? error;
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(root, "completions"))
            {
                Content = JsonContent.Create(new
                {
                    model,
                    prompt = request.Prompt,
                    max_tokens = request.Tokens,
                    seed = seed + request.Number,
                    temperature = 0.7,
                    stream = true,
                    stream_options = new { include_usage = true },
                    ignore_eos = true,
                }),
            };
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            error = answer.IsSuccessStatusCode ? await ReadAsync(answer, timing, limit.Token) : $"http_{(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            error = "timeout";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            error = timing.First is null ? "connection" : "stream";
        }
        return timing.Result(request.Number, late, error);
    }

    public void Dispose() => http.Dispose();

    private static async Task<string?> ReadAsync(HttpResponseMessage answer, StreamTiming timing, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = line["data: ".Length..];
            if (data == "[DONE]") return null;
            using var json = JsonDocument.Parse(data);
            if (json.RootElement.TryGetProperty("error", out _)) return "stream";
            timing.Take(json.RootElement);
        }
        return "incomplete";
    }
}
