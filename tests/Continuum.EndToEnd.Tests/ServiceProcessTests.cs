using System.Net.Http.Json;
using System.Text.Json;
using Continuum.Testing;

namespace Continuum.EndToEnd.Tests;

/// <summary>The lab's services as real processes: they answer, outlive their console, die and come back, and move where an intent says.</summary>
public sealed class ServiceProcessTests : IAsyncLifetime
{
    private readonly MachineLock machine = new();
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public ValueTask InitializeAsync() => machine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await ConsoleProcess.RunAsync("services", "stop", "--data", folder.Path);
        http.Dispose();
        folder.Dispose();
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task Services_answer_outlive_their_console_come_back_when_killed_and_move_off_a_node_that_an_intent_forbids()
    {
        string gateway, first;
        IReadOnlyDictionary<string, int> before;
        await using (var console = await ConsoleProcess.StartAsync(folder.Path, processes: true))
        {
            using var api = await ConsoleApi.ConnectAsync(console, folder.Path);
            await ServingAsync(api);
            (before, gateway) = await ProcessesAsync();
            Assert.Equal(6, before.Count);
            Assert.All((await api.GetAsync("/api/v1/services")).EnumerateArray(), s => Assert.False(s.GetProperty("simulated").GetBoolean()));
            first = await AskAsync(gateway);
            await console.KillAsync();
        }

        // Nobody noticed: the same processes answer the same without a console.
        Assert.Equal(first, await AskAsync(gateway));
        await using var again = await ConsoleProcess.StartAsync(folder.Path, processes: true);
        using var after = await ConsoleApi.ConnectAsync(again, folder.Path);
        await ServingAsync(after);
        Assert.Equal(before, (await ProcessesAsync()).Processes);

        // A stage dies; the console starts it again and the answer is the same.
        using (var stage = System.Diagnostics.Process.GetProcessById(before["triage fra-sky-1"]))
        {
            stage.Kill();
            await stage.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(first, await AskAsync(gateway));

        // Half of triage stands under US law, until an intent says that it must not.
        var id = await after.SayAsync("triage runs only in Germany");
        await after.ApproveAsync(id);
        await after.UntilAsync(id, i => i.GetProperty("status").GetString() == "active" && i.GetProperty("evidence").GetArrayLength() > 0);
        Assert.DoesNotContain("triage fra-sky-1", (await ProcessesAsync()).Processes.Keys);
        Assert.Equal(first, await AskAsync(gateway));
        var move = (await after.GetAsync("/api/v1/reconfigurations"))[0];
        Assert.False(move.GetProperty("simulated").GetBoolean());
        Assert.Equal("done", move.GetProperty("state").GetString());
        Assert.True(move.GetProperty("measuredPauseMs").GetDouble() > 0);
    }

    // Until every service shows figures that only its head can have told.
    private static async Task ServingAsync(ConsoleApi api)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await api.GetAsync("/api/v1/services")).EnumerateArray().All(s => s.TryGetProperty("sample", out var sample) && sample.TryGetProperty("ttft", out _))) await poll.WaitForNextTickAsync(limit.Token);
    }

    private async Task<(IReadOnlyDictionary<string, int> Processes, string Gateway)> ProcessesAsync()
    {
        var (code, output) = await ConsoleProcess.RunAsync("services", "list", "--data", folder.Path);
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToList();
        return (lines.ToDictionary(l => $"{l[0]} {l[1]}", l => int.Parse(l[2], System.Globalization.CultureInfo.InvariantCulture)), lines.Single(l => l[0] == "triage" && l[1] == "head")[3]);
    }

    private async Task<string> AskAsync(string gateway)
    {
        using var answer = await http.PostAsJsonAsync($"{gateway}/v1/completions", new { model = "triage", prompt = "is the waiting room full", max_tokens = 40, temperature = 0 });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("choices")[0].GetProperty("text").GetString()!;
    }
}
