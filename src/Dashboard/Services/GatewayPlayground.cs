using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dashboard.Components.Contracts;

namespace Dashboard.Services;

/// <summary>Asks gateways over HTTP, streaming: what it shows is what a client of the API gets.</summary>
internal sealed class GatewayPlayground(IConsoleStatus status, HttpMessageHandler? handler = null) : IPlayground, IDisposable
{
    private readonly HttpClient http = new(handler ?? new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public bool CanAsk(string service) => Gateway(service) is not null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AnswerPiece> AskAsync(string service, string text, int mostTokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gateway = Gateway(service) ?? throw new PlaygroundException($"{service} has no gateway yet. It is there once its pipeline runs.");
        using var response = await SendAsync(gateway, service, text, mostTokens, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await LineAsync(reader, cancellationToken) is { } line)
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            var data = line[5..].Trim();
            if (data == "[DONE]") yield break;
            if (Piece(data) is { } piece) yield return piece;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private string? Gateway(string service) => status.Gateways.FirstOrDefault(g => g.Service == service)?.Url;

    private async Task<HttpResponseMessage> SendAsync(string gateway, string service, string text, int mostTokens, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gateway.TrimEnd('/')}/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = service, messages = new[] { new { role = "user", content = text } }, max_tokens = mostTokens, stream = true }),
        };
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw new PlaygroundException($"The gateway of {service} refused: {await WhyAsync(response, cancellationToken)}");
        }
        catch (HttpRequestException e)
        {
            throw new PlaygroundException($"The gateway of {service} at {gateway} cannot be reached: {e.Message}", e);
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new PlaygroundException($"The answer was cut off: {e.Message}", e);
        }
    }

    private static AnswerPiece? Piece(string data)
    {
        using var json = Parse(data);
        if (json.RootElement.TryGetProperty("error", out var error)) throw new PlaygroundException(error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString());
        if (!json.RootElement.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0) return null;
        var choice = choices[0];
        var text = choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content) ? content.GetString() : null;
        var finish = choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null;
        return text is null && finish is null ? null : new AnswerPiece(text ?? "", finish);
    }

    private static JsonDocument Parse(string data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException e)
        {
            throw new PlaygroundException("The gateway sent an event that is no JSON.", e);
        }
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("error").GetProperty("message").GetString() ?? body;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"HTTP {(int)response.StatusCode}";
        }
    }
}
