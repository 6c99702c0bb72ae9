using System.Diagnostics;
using System.Net.Http.Json;

namespace Continuum.Benchmarks.Serving.Processes;

/// <summary>Asks a gateway for a fixed number of tokens as a stream and notes when each came.</summary>
internal sealed class StreamProbe(Uri gateway, string model) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<TokenTimes> AskAsync(int[] prompt, int tokens)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
        {
            Content = JsonContent.Create(new { model, prompt, max_tokens = tokens, temperature = 0, stream = true, ignore_eos = true }),
        };
        var sent = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"The gateway answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var times = new List<long>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            if (line == "data: [DONE]") return new TokenTimes(sent, times, tokens);
            // A token may well read "error": only an event that begins so is one.
            if (line.StartsWith("data: {\"error\"", StringComparison.Ordinal)) throw new HttpRequestException(line);
            times.Add(Stopwatch.GetTimestamp());
        }
        throw new HttpRequestException("The stream ended before its end mark.");
    }

    public void Dispose() => http.Dispose();
}
