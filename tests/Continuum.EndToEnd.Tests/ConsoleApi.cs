using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Continuum.EndToEnd.Tests;

/// <summary>The HTTP API of a console process, with a key made over its local socket.</summary>
public sealed class ConsoleApi : IDisposable
{
    private readonly HttpClient client;

    private ConsoleApi(HttpClient client) => this.client = client;

    /// <summary>Connects with a fresh operator key that may approve.</summary>
    public static async Task<ConsoleApi> ConnectAsync(ConsoleProcess console, string folder)
    {
        var (code, output) = await ConsoleProcess.RunAsync("keys", "create", "--role", "operator", "--scope", "approve", "--data", folder);
        Assert.True(code == 0, output);
        var client = new HttpClient { BaseAddress = console.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", output.Trim());
        return new ConsoleApi(client);
    }

    /// <summary>Says an intent and returns its number.</summary>
    public async Task<long> SayAsync(string text)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/intents", new { text });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    /// <summary>The intent as it is.</summary>
    public async Task<JsonElement> IntentAsync(long id) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/intents/{id}");

    /// <summary>Anything that is read.</summary>
    public async Task<JsonElement> GetAsync(string path) => await client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Approves the plan that the intent shows.</summary>
    public async Task ApproveAsync(long id)
    {
        var intent = await UntilAsync(id, i => i.GetProperty("status").GetString() is "awaitingApproval" or "rejected" or "clarifying");
        Assert.Equal("awaitingApproval", intent.GetProperty("status").GetString());
        using var response = await client.PostAsJsonAsync($"/api/v1/intents/{id}/approve", new { planHash = intent.GetProperty("plan").GetProperty("hash").GetString() });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
    }

    /// <summary>Reads the intent until the condition holds.</summary>
    public async Task<JsonElement> UntilAsync(long id, Func<JsonElement, bool> holds, TimeSpan? limit = null)
    {
        using var stop = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(120));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var intent = await IntentAsync(id);
        try
        {
            while (!holds(intent))
            {
                await poll.WaitForNextTickAsync(stop.Token);
                intent = await IntentAsync(id);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Intent {id} did not get there; it is {intent.GetProperty("status")}: {intent}");
        }

        return intent;
    }

    public void Dispose() => client.Dispose();
}
