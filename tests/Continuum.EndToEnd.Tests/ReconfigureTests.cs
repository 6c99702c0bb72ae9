using System.Text.Json;
using Continuum.Testing;

namespace Continuum.EndToEnd.Tests;

/// <summary>The command that moves a pipeline, against a running console.</summary>
public sealed class ReconfigureTests : IAsyncLifetime
{
    private readonly MachineLock machine = new();
    private readonly TemporaryFolder folder = new();

    public ValueTask InitializeAsync() => machine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await machine.DisposeAsync();
    }

    private async Task<(int Code, JsonElement Answer)> RunAsync(params string[] arguments)
    {
        var (code, output) = await ConsoleProcess.RunAsync(["reconfigure", "--service", "triage", .. arguments, "--data", folder.Path]);
        return (code, output.StartsWith('{') ? JsonDocument.Parse(output).RootElement : JsonSerializer.SerializeToElement(output));
    }

    [Fact]
    public async Task A_pipeline_moves_on_command_and_never_where_an_active_intent_forbids_it()
    {
        await using var console = await ConsoleProcess.StartAsync(folder.Path);
        using var api = await ConsoleApi.ConnectAsync(console, folder.Path);

        Assert.Equal(("checked", 0), await StatusAsync("--to", "par-gpu-1:0-11", "--dry-run"));
        Assert.Equal(("done", 0), await StatusAsync("--to", "par-gpu-1:0-11"));
        Assert.Equal("par-gpu-1:0-11", await LayoutAsync());

        var id = await api.SayAsync("triage runs only in Germany");
        await api.ApproveAsync(id);
        await api.UntilAsync(id, i => i.GetProperty("status").GetString() == "active" && i.GetProperty("evidence").GetArrayLength() > 0);
        var before = await LayoutAsync();
        Assert.Equal(("refused", 2), await StatusAsync("--to", "par-gpu-1:0-11"));
        Assert.Equal(before, await LayoutAsync());

        var target = before.StartsWith("fra-gpu-1", StringComparison.Ordinal) ? "ber-edge-1:0-11" : "fra-gpu-1:0-11";
        Assert.Equal(("done", 0), await StatusAsync("--to", target));
        Assert.Equal(target, await LayoutAsync());
        var (code, refusal) = await RunAsync("--to", "mars:0-11");
        Assert.Equal(1, code);
        Assert.Contains("mars", refusal.GetString(), StringComparison.Ordinal);

        async Task<(string? Status, int Code)> StatusAsync(params string[] arguments)
        {
            var (exit, answer) = await RunAsync(arguments);
            return (answer.ValueKind == JsonValueKind.Object ? answer.GetProperty("status").GetString() : answer.GetString(), exit);
        }

        async Task<string> LayoutAsync() => string.Join(
            ",", (await api.GetAsync("/api/v1/services")).EnumerateArray().Single(s => s.GetProperty("name").GetString() == "triage")
                .GetProperty("layout").GetProperty("stages").EnumerateArray().Select(s => $"{s.GetProperty("node").GetString()}:{s.GetProperty("layers").GetProperty("first")}-{s.GetProperty("layers").GetProperty("last")}"));
    }

    [Fact]
    public async Task Without_a_console_it_says_so()
    {
        var (code, answer) = await RunAsync("--to", "fra-gpu-1:0-11");
        Assert.Equal(1, code);
        Assert.Contains("No console runs", answer.GetString(), StringComparison.Ordinal);
    }
}
