using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Continuum.Serving.Gateway;
using Continuum.Serving.Gateway.Keys;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>Clients that lose the connection and come back by request id and last index.</summary>
public class ResumeTests
{
    [Fact]
    public async Task A_client_that_comes_back_gets_exactly_what_it_missed()
    {
        await using var rig = await GatewayRig.StartAsync();
        var whole = await (await PostAsync(rig, "whole", 300)).Content.ReadAsStringAsync();
        rig.Pipeline.PauseAfter(40);
        var received = await ReadSomeAsync(await PostAsync(rig, "broken", 300, window: 60), 600);
        var last = SseText.Events(received).Last().Index;
        await rig.UntilAsync(_ => rig.Pipeline.IsPaused);
        rig.Pipeline.Go();

        var rest = await rig.Http.GetStringAsync($"/v1/requests/broken/events?after={last}");
        Assert.Equal(SseText.Of(whole), string.Concat(SseText.Events(received).Select(e => e.Text)) + SseText.Of(rest));
        Assert.All(SseText.Events(rest), e => Assert.True(e.Index > last));
    }

    [Fact]
    public async Task Every_index_resumes_to_the_same_text()
    {
        await using var rig = await GatewayRig.StartAsync();
        var whole = await (await PostAsync(rig, "r", 30, chat: true)).Content.ReadAsStringAsync();
        var text = SseText.Of(whole);
        foreach (var (index, _) in SseText.Events(whole))
        {
            var before = string.Concat(SseText.Events(whole).Where(e => e.Index <= index).Select(e => e.Text));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/requests/r/events");
            request.Headers.Add("Last-Event-ID", $"{index}");
            using var response = await rig.Http.SendAsync(request);
            Assert.Equal(text, before + SseText.Of(await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task Without_a_window_a_request_ends_with_its_client()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.Engine.HoldAsync();
        using (var gone = new CancellationTokenSource())
        {
            var request = PostAsync(rig, "gone", 480, cancellation: gone.Token);
            await rig.UntilAsync(now => now.Waiting == 1);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }
        await rig.IdleAsync();
        await rig.Engine.ResumeAsync(0);
        using var answer = await rig.Http.GetAsync("/v1/requests/gone");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("cancelled", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_request_sent_again_joins_and_another_under_its_id_is_refused()
    {
        await using var rig = await GatewayRig.StartAsync();
        var first = await (await PostAsync(rig, "same", 10)).Content.ReadAsStringAsync();
        var again = await (await PostAsync(rig, "same", 10)).Content.ReadAsStringAsync();
        Assert.Equal(SseText.Of(first), SseText.Of(again));
        using var other = await PostAsync(rig, "same", 11);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("request_id_in_use", await other.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_is_called_off_by_its_id_and_seen_by_its_tenant_only()
    {
        await using var rig = await GatewayRig.StartAsync(new GatewayOptions { Keys = new TenantKeys([new("a", TenantKeys.Hash("a")), new("b", TenantKeys.Hash("b"))]) });
        rig.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a");
        (await PostAsync(rig, "mine", 480, window: 60)).Dispose();
        using var foreign = new HttpRequestMessage(HttpMethod.Delete, "/v1/requests/mine");
        foreign.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "b");
        Assert.Equal(HttpStatusCode.NotFound, (await rig.Http.SendAsync(foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await rig.Http.DeleteAsync("/v1/requests/mine")).StatusCode);
        await rig.IdleAsync();
    }

    [Theory]
    [InlineData("/v1/requests/unknown", 404, "request_not_found")]
    [InlineData("/v1/requests/unknown/events?after=x", 400, "invalid_value")]
    public async Task What_cannot_be_resumed_is_said(string path, int status, string code)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var answer = await rig.Http.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stopping_head_says_how_to_resume_and_its_successor_goes_on()
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayOptions { JournalPath = folder.File("journal") };
        string expected, received;
        await using (var rig = await GatewayRig.StartAsync(options))
        {
            expected = await (await PostAsync(rig, "undisturbed", 300)).Content.ReadAsStringAsync();
            rig.Pipeline.PauseAfter(40);
            using var answer = await PostAsync(rig, "moved", 300);
            await using var body = await answer.Content.ReadAsStreamAsync();
            var start = new byte[200];
            await body.ReadExactlyAsync(start);
            await rig.UntilAsync(_ => rig.Pipeline.IsPaused);
            rig.StopServing();
            received = Encoding.UTF8.GetString(start) + await ToEndAsync(body);
        }
        Assert.Contains("head_stopping", received);
        Assert.DoesNotContain("[DONE]", received);
        await using var successor = await GatewayRig.StartAsync(options);
        var last = SseText.Events(received).Last().Index;
        var rest = await successor.Http.GetStringAsync($"/v1/requests/moved/events?after={last}");
        Assert.Equal(SseText.Of(expected), string.Concat(SseText.Events(received).Select(e => e.Text)) + SseText.Of(rest));
    }

    private static async Task<string> ToEndAsync(Stream body)
    {
        var text = new MemoryStream();
        try
        {
            await body.CopyToAsync(text);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // The connection is cut on purpose, so that no client takes this for a proper end.
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static async Task<string> ReadSomeAsync(HttpResponseMessage response, int bytes)
    {
        using (response)
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[bytes];
            var count = await body.ReadAtLeastAsync(buffer, bytes, false);
            var text = Encoding.UTF8.GetString(buffer, 0, count);
            return text[..(text.LastIndexOf("\n\n", StringComparison.Ordinal) + 2)];
        }
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayRig rig, string id, int tokens, int window = 0, bool chat = false, CancellationToken cancellation = default)
    {
        var prompt = chat ? "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" : "\"prompt\":\"the patient\"";
        var request = new HttpRequestMessage(HttpMethod.Post, chat ? "/v1/chat/completions" : "/v1/completions")
        {
            Content = new StringContent($$"""{"model":"{{GatewayRig.Model}}",{{prompt}},"max_tokens":{{tokens}},"seed":3,"ignore_eos":true,"stream":true}"""),
        };
        request.Headers.Add("X-Request-Id", id);
        if (window > 0) request.Headers.Add("X-Resume-Window", $"{window}");
        return rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
