using System.Text.Json;
using Continuum.Serving.Gateway;
using Continuum.Serving.Load;
using Continuum.Serving.Tests.Gateway;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Load;

public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trace_is_read_with_windows_line_ends_and_without_a_last_one()
    {
        var trace = Trace.Read(Write("TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04.0319600,3180,8"));
        Assert.Equal([new TraceRow(0, 4808, 10), new TraceRow(0.052, 3180, 8)], trace.Rows.Select(r => r with { Seconds = Math.Round(r.Seconds, 6) }));
    }

    [Theory]
    [InlineData("", "was expected")]
    [InlineData("TIME,A,B\n", "'TIME,A,B'")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\nnoon,3,4", ":3: 'noon,3,4'")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,-2\n2023-11-16 18:17:04,1,2", ":2:")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\n2023-11-16 18:17:02,1,2", "ascending")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2", "at least 2")]
    public void A_malformed_trace_is_refused_with_its_line(string text, string expected) => Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Trace.Read(Write(text))).Message);

    [Fact]
    public void A_plan_keeps_rate_and_bursts_fits_the_context_and_repeats()
    {
        var options = new LoadOptions { Target = new Uri("http://127.0.0.1"), Rate = 5, Duration = TimeSpan.FromSeconds(400), Trace = Trace.BuiltIn(3), Seed = 9 };
        var plan = LoadPlan.Make(options, 512);
        Assert.InRange(plan.Count, 1800, 2200);
        Assert.All(plan, p => Assert.InRange(p.Prompt.Count + p.Tokens, 2, 511));
        Assert.All(plan.Zip(plan.Skip(1)), pair => Assert.True(pair.First.Due <= pair.Second.Due));
        Assert.True(plan.Select(p => p.Prompt.Count).Distinct().Count() > 50);
        Assert.Equal(plan.Select(p => (p.Due, p.Prompt[0], p.Tokens)), LoadPlan.Make(options, 512).Select(p => (p.Due, p.Prompt[0], p.Tokens)));
        Assert.NotEqual(plan.Select(p => p.Tokens), LoadPlan.Make(options with { Seed = 10 }, 512).Select(p => p.Tokens));
    }

    [Fact]
    public async Task A_load_measures_every_request_it_sends()
    {
        await using var rig = await GatewayRig.StartAsync();
        var (output, error, json) = (new StringWriter(), new StringWriter(), folder.File("load.json"));
        var code = await LoadCommand.RunAsync(["--target", rig.Address.ToString(), "--rate", "40", "--duration", "0.5", "--scale", "0.02", "--json", json], output, error);
        Assert.Equal("", error.ToString());
        Assert.Equal(0, code);
        Assert.Contains("TTFT", output.ToString());
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        int Number(string name) => report.RootElement.GetProperty(name).GetInt32();
        Assert.True(Number("sent") > 3);
        Assert.Equal(Number("sent"), Number("completed"));
        Assert.Equal(Number("sent"), report.RootElement.GetProperty("ttft").GetProperty("count").GetInt32());
        await rig.IdleAsync();
        Assert.Contains($"vllm:generation_tokens_total{{model_name=\"tiny-llama\"}} {Number("tokens")}\n", await rig.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Errors_are_counted_by_kind_and_no_answer_at_all_is_a_failure()
    {
        await using var rig = await GatewayRig.StartAsync(new GatewayOptions { MaxOpenRequests = 1 });
        await rig.Engine.HoldAsync();
        using var leave = new CancellationTokenSource();
        var blocking = rig.Http.PostAsync("/v1/completions", new StringContent("""{"model":"tiny-llama","prompt":"a"}"""), leave.Token);
        await rig.UntilAsync(now => now.Waiting == 1);
        var output = new StringWriter();
        Assert.Equal(2, await LoadCommand.RunAsync(["--target", rig.Address + "v1", "--rate", "50", "--duration", "0.2"], output, output));
        Assert.Contains("errors: http_429", output.ToString());
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking);
        await rig.IdleAsync();
        await rig.Engine.ResumeAsync(0);
    }

    [Theory]
    [InlineData("--target is missing")]
    [InlineData("--speed is not an option", "--speed", "3")]
    [InlineData("has no value", "--target")]
    [InlineData("an http or https URL", "--target", "ftp://x")]
    [InlineData("--rate is 'fast'", "--target", "http://127.0.0.1:1", "--rate", "fast")]
    [InlineData("refused", "--target", "http://127.0.0.1:1", "--duration", "1")]
    public async Task Wrong_options_are_said(string expected, params string[] args)
    {
        var error = new StringWriter();
        Assert.Equal(1, await LoadCommand.RunAsync(args, TextWriter.Null, error));
        Assert.Contains(expected, error.ToString());
    }

    private string Write(string text)
    {
        var path = folder.File("trace.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
