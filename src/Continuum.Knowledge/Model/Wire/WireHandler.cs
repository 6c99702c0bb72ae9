using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>
/// Stands between the client library and an endpoint: adds the key, says the request in words that the server knows,
/// retries, bounds time and size, and hands on one shape of reply. The library never sees the key.
/// </summary>
internal sealed class WireHandler(ModelEndpoint endpoint, PlannerSettings settings, Capabilities capabilities, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostRefusals = 6;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var meter = WireMeter.Current;
        var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!.AsObject();
        for (int failures = 0, refusals = 0; ;)
        {
            var body = asked.DeepClone().AsObject();
            capabilities.Shape(body);
            var text = body.ToJsonString();
            var (reply, trouble) = await TryAsync(text, body, meter, cancellationToken).ConfigureAwait(false);
            if (reply is not null) return reply;
            if (trouble!.Refused)
            {
                if (++refusals > MostRefusals || !capabilities.Learn(trouble.Detail, body)) throw new WireFault($"the endpoint refuses the request: {Safe(trouble.Detail)}");
                continue;
            }

            if (!trouble.Passing || failures++ >= settings.Retries) throw new WireFault(trouble.Message);
            meter?.Progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Model}: {trouble.Message}; trying again ({failures} of {settings.Retries})."));
            var pause = trouble.After ?? TimeSpan.FromMilliseconds(500 * Math.Pow(3, failures - 1));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Trouble(string Message, bool Passing = false, bool Refused = false, string Detail = "", TimeSpan? After = null);

    private async Task<(HttpResponseMessage? Reply, Trouble? Trouble)> TryAsync(string text, JsonObject body, WireMeter? meter, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var started = time.GetTimestamp();
        try
        {
            using var sent = Request(text);
            using var response = await base.SendAsync(sent, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) return (null, await WhyAsync(response, both.Token).ConfigureAwait(false));
            var shape = await ReplyReader.ReadAsync(response, both.Token).ConfigureAwait(false);
            var json = shape.ToJson(endpoint.Model, Encoding.UTF8.GetByteCount(text), meter);
            return (new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json") }, null);
        }
        catch (WireFault fault)
        {
            return (null, new Trouble(Safe(fault.Message)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new Trouble(string.Create(CultureInfo.InvariantCulture, $"no whole reply within {settings.Timeout.TotalSeconds:0.#} s")));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new Trouble("the endpoint cannot be reached, or broke off: " + Safe(e.Message), Passing: true));
        }
        finally
        {
            meter?.Sent(time.GetElapsedTime(started));
        }
    }

    private HttpRequestMessage Request(string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address.Completions(endpoint.Address)) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (endpoint.Key is not { Length: > 0 } key) return request;
        if (Address.IsAzure(endpoint.Address)) request.Headers.TryAddWithoutValidation("api-key", key);
        else request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private async Task<Trouble> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = (int)response.StatusCode;
        // What a server says about a key may quote it.
        if (code is 401 or 403) return new Trouble(string.Create(CultureInfo.InvariantCulture, $"the endpoint refuses the key ({code}); see Planner:KeyVariable and Planner:KeyFile"));
        var detail = await ReplyReader.BeginningAsync(response, cancellationToken).ConfigureAwait(false);
        var said = string.Create(CultureInfo.InvariantCulture, $"the endpoint answers {code}{(detail.Length > 0 ? ": " + Safe(detail) : "")}");
        if (code is 400 or 415 or 422 or 501 || (code == 500 && detail.Contains("grammar", StringComparison.OrdinalIgnoreCase))) return new Trouble(said, Refused: true, Detail: detail);
        var after = response.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date - time.GetUtcNow()) : null;
        return new Trouble(said, Passing: code is 408 or 409 or 425 or 429 or >= 500, Detail: detail, After: after < TimeSpan.Zero ? TimeSpan.Zero : after);
    }

    private string Safe(string text)
    {
        if (endpoint.Key is { Length: > 3 } key) text = text.Replace(key, "(key)", StringComparison.Ordinal);
        return Plain.Short(text, 200);
    }
}
