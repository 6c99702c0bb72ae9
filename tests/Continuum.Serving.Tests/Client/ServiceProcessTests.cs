using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Continuum.Serving.Client;
using Continuum.Serving.Hosting;
using Continuum.Serving.Models.Tokenization;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Client;

/// <summary>Real processes: a head and stages that a console starts, loses and finds again.</summary>
public sealed class ServiceProcessTests : IAsyncLifetime
{
    private const string Host = "Continuum.Serving.Host.dll";
    private readonly Testing.MachineLock machine = new();
    private readonly TemporaryFolder data = new();
    private readonly CancellationTokenSource limit = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private ServiceClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await machine.InitializeAsync();
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        client = Client();
    }

    public async ValueTask DisposeAsync()
    {
        await client.StopAsync(CancellationToken.None);
        http.Dispose();
        data.Dispose();
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task ProcessesAnswerAsOneAndSurviveTheirConsoleAndOneAnother()
    {
        Assert.Equal(["n0", "n1", "spare", "head"], await client.StartAsync(limit.Token));
        var first = await UntilAsync(s => s.Serving);
        Assert.Equal((1, 1), (first.Term, first.Epoch));

        // Token for token what one process answers, alone and at once.
        var expected = await ExpectedAsync();
        Assert.Equal(expected, await Task.WhenAll(Prompts.Select(AskAsync)));

        // A console that comes later finds them, and starts none twice.
        client = Client();
        Assert.Empty(await client.StartAsync(limit.Token));

        // A stage that is killed while it answers: its requests are computed again on the process that is started in its place.
        var asked = Prompts.Select(AskAsync).ToArray();
        await UntilAsync(s => s.Running > 0);
        Kill("n1");
        Assert.Equal(["n1"], await client.StartAsync(limit.Token));
        Assert.Equal(expected, await Task.WhenAll(asked));
        var mended = await UntilAsync(s => s is { Serving: true, Epoch: > 1 });

        // A stage that is gone for good: a spare takes its layers.
        Kill("n0");
        await UntilAsync(s => !s.Serving);
        await client.ReplaceAsync("n0", "spare", limit.Token);
        var replaced = await UntilAsync(s => s.Serving && s.Epoch > mended.Epoch);
        Assert.Equal(["spare", "n1"], replaced.Stages.Select(s => s.Node));
        Assert.Equal(expected, await Task.WhenAll(Prompts.Select(AskAsync)));

        var idle = await UntilAsync(s => s.Running == 0 && s.Stages.All(stage => stage.Steps > 0));
        Assert.Equal(0, idle.KvBlocksUsed);
        Assert.True(idle.TimeToFirstToken.Count >= 2 * Prompts.Length && idle.InterTokenLatency.Quantile(0.5) > 0);
        Assert.All(idle.Stages, s => Assert.True(s.MemoryBytes > 0 && s.WeightBytes > 0));

        // A new head follows the old one under a higher term; the stages obey it.
        await client.StartAsync(limit.Token);
        Kill("head");
        Assert.Equal(["head"], await client.StartAsync(limit.Token));
        var successor = await UntilAsync(s => s.Serving);
        Assert.Equal(2, successor.Term);
        Assert.True(successor.Epoch > replaced.Epoch);
        Assert.Equal(expected[0], await AskAsync(Prompts[0]));
    }

    [Fact]
    public async Task APipelineMovesByComputingAgainWhileItAnswersAndGoesBackWhenItCannot()
    {
        await client.StartAsync(limit.Token);
        var first = await UntilAsync(s => s.Serving);
        var expected = await ExpectedAsync();

        // Other nodes, another split, fewer stages, while requests run: every answer is the undisturbed one.
        StageOnNode[][] layouts = [[new("spare", 0, 1), new("n1", 2, 2)], [new("n1", 0, 2)], [new("n0", 0, 0), new("spare", 1, 2)]];
        var epoch = first.Epoch;
        foreach (var stages in layouts)
        {
            var asked = Prompts.Select(AskAsync).ToArray();
            await UntilAsync(s => s.Running > 0);
            var moved = await client.RelayoutAsync(client.Layout with { Stages = stages }, limit.Token);
            Assert.True(moved.Epoch > epoch && moved.Pause > TimeSpan.Zero, $"{moved}");
            epoch = moved.Epoch;
            Assert.Equal(expected, await Task.WhenAll(asked));
        }

        var there = await UntilAsync(s => s.Serving && s.Running == 0);
        Assert.Equal(["n0 0-0", "spare 1-2"], there.Stages.Select(s => $"{s.Node} {s.FirstLayer}-{s.LastLayer}"));
        Assert.Equal(0, there.KvBlocksUsed);

        // A layout that leaves a layer out, and a node without a process: refused, and the pipeline goes on.
        await Assert.ThrowsAsync<IOException>(() => client.RelayoutAsync(client.Layout with { Stages = [new("n0", 0, 1)] }, limit.Token));
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        // Two at once, whichever comes first: the other one is refused.
        Task[] both = [.. Enumerable.Range(0, 2).Select(_ => client.RelayoutAsync(client.Layout with { Stages = [new("nobody", 0, 2)] }, soon.Token))];
        var refused = await Task.WhenAny(both);
        Assert.Contains("being moved already", (await Assert.ThrowsAsync<IOException>(() => refused)).Message, StringComparison.Ordinal);
        await soon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both.Single(t => t != refused));
        Assert.Equal(expected[1], await AskAsync(Prompts[1]));
        Assert.Equal(epoch, (await UntilAsync(s => s.Serving)).Epoch);
    }

    [Fact]
    public async Task ASecondProcessForANodeIsRefusedAndSigtermEndsTheFirstInOrder()
    {
        await client.StartAsync(limit.Token);
        using var second = Process.Start(new ProcessStartInfo("dotnet", [
            HostPath, "stage", "--service", "triage", "--node", "n0", "--listen", $"unix:{data.File("x")}", "--model", TestModels.Llama, "--data", data.Path])
        { RedirectStandardError = true })!;
        var message = await second.StandardError.ReadToEndAsync(limit.Token);
        await second.WaitForExitAsync(limit.Token);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"'n0' of service 'triage' runs already as process {client.Find("n0")!.ProcessId}", message, StringComparison.Ordinal);

        var processes = client.Nodes.Select(node => client.Find(node)!).ToArray();
        await client.StopAsync(limit.Token);
        Assert.All(processes, state => Assert.False(state.IsAlive));
        Assert.Empty(Directory.EnumerateFiles(ProcessState.Folder(data.Path, "triage"), "*.s*"));
    }

    private static readonly int[][] Prompts = [.. Enumerable.Range(0, 5).Select(i => Requests.Of(i, 10 + 9 * i).Prompt.ToArray())];

    private static string HostPath => Path.Combine(AppContext.BaseDirectory, Host);

    private static readonly Uri Gateway = new($"http://127.0.0.1:{FreePort()}");

    private ServiceClient Client() => new(
        new ServiceLayout
        {
            Service = "triage",
            Model = TestModels.Llama,
            Stages = [new StageOnNode("n0", 0, 0), new StageOnNode("n1", 1, 2)],
            Spares = [new StageOnNode("spare", 0, 0)],
            Gateway = Gateway,
            KvBlocks = 64,
            MaxBatchTokens = 32,
        },
        HostPath, data.Path);

    private async Task<ServiceSnapshot> UntilAsync(Func<ServiceSnapshot, bool> condition)
    {
        while (true)
        {
            try
            {
                await foreach (var snapshot in client.WatchAsync(TimeSpan.FromMilliseconds(50), limit.Token))
                    if (condition(snapshot)) return snapshot;
            }
            catch (IOException)
            {
                // The head is not there yet.
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private async Task<string> AskAsync(int[] prompt)
    {
        var answer = await http.PostAsJsonAsync(new Uri(Gateway, "/v1/completions"), new { model = "tiny-llama", prompt, max_tokens = 60, temperature = 0 }, limit.Token);
        var text = await answer.Content.ReadAsStringAsync(limit.Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("choices")[0].GetProperty("text").GetString()!;
    }

    private static async Task<string[]> ExpectedAsync()
    {
        var requests = Prompts.Select((prompt, i) => new Continuum.Serving.Scheduling.GenerationRequest(
            $"{i}", prompt, new Continuum.Serving.Scheduling.SamplingParameters { Temperature = 0, MaxTokens = 60, IgnoreEos = true }));
        var tokenizer = TokenizerReader.Read(TestModels.Llama);
        return [.. (await Requests.AloneAsync("llama", requests)).Select(tokens => tokenizer.Decode(tokens))];
    }

    private void Kill(string node)
    {
        using var process = Process.GetProcessById(client.Find(node)!.ProcessId);
        process.Kill();
        process.WaitForExit();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
