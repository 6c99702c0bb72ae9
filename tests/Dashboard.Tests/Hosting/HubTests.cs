using System.Net.Http.Json;
using Continuum.Orchestration.Events;
using Dashboard.Hubs;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Hosting;

/// <summary>The telemetry hub as a .NET program sees it.</summary>
[Collection(RunningConsoleCollection.Name)]
public sealed class HubTests(RunningConsole console)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_comes_first_then_telemetry_and_events_without_gaps()
    {
        await using var connection = await ConnectAsync();
        using var client = await console.ClientAsync("operator");
        var seen = new List<HubMessage>();
        await foreach (var message in connection.StreamAsync<HubMessage>("Watch", null, Stop))
        {
            if (seen.Count == 0) await client.PostAsJsonAsync("/api/v1/intents", new { text = "Keep it safe" }, Stop);
            seen.Add(message);
            if (seen.Any(m => m.Kind == "telemetry") && seen.Count(m => m.Kind == "intent") >= 2) break;
        }

        Assert.Equal("snapshot", seen[0].Kind);
        Assert.True(seen[0].Payload.GetProperty("site").GetProperty("nodes").GetArrayLength() >= 10);
        var numbers = seen.Where(m => m.Kind is not ("snapshot" or "telemetry")).Select(m => m.Sequence).ToList();
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => seen[0].Sequence + 1 + i), numbers);
    }

    [Fact]
    public async Task A_client_resumes_behind_the_last_message_that_it_saw()
    {
        var feed = console.Services.GetRequiredService<EventFeed>();
        var first = feed.Publish("driver", "test", new { n = 1 });
        var second = feed.Publish("driver", "test", new { n = 2 });
        await using var connection = await ConnectAsync();
        await foreach (var message in connection.StreamAsync<HubMessage>("Watch", first.Sequence, Stop))
        {
            if (message.Kind == "telemetry") continue;
            Assert.Equal(second.Sequence, message.Sequence);
            Assert.Equal(2, message.Payload.GetProperty("n").GetInt32());
            break;
        }
    }

    [Fact]
    public async Task A_number_of_an_earlier_run_gives_a_snapshot()
    {
        await using var connection = await ConnectAsync();
        await foreach (var message in connection.StreamAsync<HubMessage>("Watch", 17L, Stop))
        {
            Assert.Equal("snapshot", message.Kind);
            break;
        }
    }

    private async Task<HubConnection> ConnectAsync()
    {
        var key = await console.KeyAsync("viewer");
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(console.Address, "/hubs/telemetry"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(key)).Build();
        await connection.StartAsync(Stop);
        return connection;
    }
}
