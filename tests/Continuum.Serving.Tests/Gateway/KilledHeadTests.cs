using System.Diagnostics;
using System.Text;
using Continuum.Serving.Gateway;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>A head in a process of its own, killed without warning in the middle of answers.</summary>
public sealed class KilledHeadTests : IClassFixture<Continuum.Testing.MachineLock>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The child: serves until its standard input ends.</summary>
    internal static async Task ServeAsync(string[] args)
    {
        await using var rig = await GatewayRig.StartAsync(new GatewayOptions { JournalPath = args[1] }, model: args[0]);
        // Slow enough that the kill comes before the end, whatever the machine.
        if (int.Parse(args[2]) is > 0 and var batches) rig.Pipeline.PauseAfter(batches);
        Console.WriteLine(rig.Address);
        await Console.In.ReadToEndAsync();
    }

    [Fact]
    public async Task After_kill_9_the_same_requests_end_in_the_same_tokens_and_clients_miss_nothing()
    {
        const int Tokens = 200;
        // Greedy, seeded, and with a seed that the head chose.
        string[] sampling = ["\"temperature\":0", "\"temperature\":1,\"seed\":42", "\"temperature\":0.8,\"top_p\":0.9"];
        string[] received;
        using (var head = Head.Start(folder, pauseAfter: 60))
        {
            received = await Task.WhenAll(sampling.Select((s, i) => head.ReadSomeAsync($"r{i}", s, Tokens, 2000)));
            head.Kill();
        }

        using var next = Head.Start(folder, pauseAfter: 0);
        for (var i = 0; i < sampling.Length; i++)
        {
            var before = SseText.Events(received[i]).ToList();
            Assert.InRange(before[^1].Index, 5, Tokens - 2);
            var rest = await next.Http.GetStringAsync($"/v1/requests/r{i}/events?after={before[^1].Index}");
            var whole = await next.Http.GetStringAsync($"/v1/requests/r{i}/events");
            Assert.EndsWith("[DONE]", SseText.Of(whole));
            Assert.Equal(Tokens - 1, SseText.Events(whole).Last().Index);
            Assert.Equal(SseText.Of(whole), string.Concat(before.Select(e => e.Text)) + SseText.Of(rest));
            if (i < 2) Assert.Equal(SseText.Of(await next.AnswerAsync($"again{i}", sampling[i], Tokens)), SseText.Of(whole));
        }
        next.Kill();

        // All were answered, but who knows what reached the clients: a third head still tells.
        using var third = Head.Start(folder, pauseAfter: 0);
        Assert.Equal(Tokens - 1, SseText.Events(await third.Http.GetStringAsync("/v1/requests/r2/events")).Last().Index);
        third.Kill();
    }

    private sealed class Head : IDisposable
    {
        private readonly Process process;

        private Head(Process process, Uri address) => (this.process, Http) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) });

        public HttpClient Http { get; }

        public static Head Start(TemporaryFolder folder, int pauseAfter)
        {
            var process = Children.Start("gateway", TestModels.Llama, folder.File("admission.journal"), $"{pauseAfter}");
            return new Head(process, new Uri(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The head did not start.")));
        }

        public async Task<string> ReadSomeAsync(string id, string sampling, int tokens, int bytes)
        {
            using var answer = await SendAsync(id, sampling, tokens);
            await using var body = await answer.Content.ReadAsStreamAsync();
            var buffer = new byte[bytes];
            await body.ReadExactlyAsync(buffer);
            var text = Encoding.UTF8.GetString(buffer);
            return text[..(text.LastIndexOf("\n\n", StringComparison.Ordinal) + 2)];
        }

        public async Task<string> AnswerAsync(string id, string sampling, int tokens)
        {
            using var answer = await SendAsync(id, sampling, tokens);
            return await answer.Content.ReadAsStringAsync();
        }

        /// <summary>SIGKILL: nothing of it runs any more, no handler, no flush.</summary>
        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public void Dispose()
        {
            Http.Dispose();
            if (!process.HasExited) Kill();
            process.Dispose();
        }

        private Task<HttpResponseMessage> SendAsync(string id, string sampling, int tokens)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
            {
                Content = new StringContent($$"""{"model":"{{GatewayRig.Model}}","prompt":"the patient","max_tokens":{{tokens}},{{sampling}},"ignore_eos":true,"stream":true}"""),
            };
            request.Headers.Add("X-Request-Id", id);
            request.Headers.Add("X-Resume-Window", "60");
            return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }
}
