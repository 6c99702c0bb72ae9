using System.Net;
using System.Net.Sockets;
using System.Text;
using Continuum.Serving.Gateway;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>More clients than there is room for, and clients that misbehave: the others do not notice.</summary>
public class CrowdTests
{
    private const string Long = """{"model":"tiny-llama","prompt":"the doctor","max_tokens":500,"ignore_eos":true,"stream":true}""";
    private const string Short = """{"model":"tiny-llama","prompt":"the nurse","max_tokens":4,"ignore_eos":true}""";

    [Fact]
    public async Task A_thousand_connections_are_bounded_by_the_places_there_are()
    {
        await using var rig = await GatewayRig.StartAsync(new GatewayOptions { MaxOpenRequests = 16 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => rig.Http.PostAsync("/v1/completions", new StringContent(Short))));

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{a.StatusCode}"));
        Assert.All(answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests), a => Assert.True(a.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1)));
        Assert.True(answers.Count(a => a.IsSuccessStatusCode) >= 16);
        Assert.Contains("queue_full", await answers.First(a => !a.IsSuccessStatusCode).Content.ReadAsStringAsync());
        using var later = await rig.Http.PostAsync("/v1/completions", new StringContent(Short));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_full_queue_of_the_engine_is_answered_429()
    {
        await using var rig = await GatewayRig.StartAsync(maxRunning: 1, maxWaiting: 2);
        using var leave = new CancellationTokenSource();
        await rig.Engine.HoldAsync();
        var open = Enumerable.Range(0, 2).Select(_ => rig.Http.PostAsync("/v1/completions", new StringContent(Long), leave.Token)).ToArray();
        await rig.UntilAsync(now => now.Waiting == 2);

        using var third = await rig.Http.PostAsync("/v1/completions", new StringContent(Short));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.True(third.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));

        await leave.CancelAsync();
        foreach (var request in open) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await rig.UntilAsync(now => now.Waiting == 0);
        await rig.Engine.ResumeAsync(0);
    }

    [Fact]
    public async Task A_client_that_stops_reading_is_cut_off_and_holds_nobody_up()
    {
        await using var rig = await GatewayRig.StartAsync(new GatewayOptions { WriteTimeout = TimeSpan.FromSeconds(1) }, smallBuffers: true);
        using var stalled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
        await stalled.ConnectAsync(IPAddress.Loopback, rig.Address.Port);
        await stalled.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {Long.Length}\r\n\r\n{Long}"));
        await rig.UntilAsync(_ => rig.Open == 1);

        for (var i = 0; i < 5; i++)
        {
            using var other = await rig.Http.PostAsync("/v1/completions", new StringContent(Short));
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
        // It has not read what there is: it is given up and its blocks are free.
        Assert.InRange(rig.Open, 0, 1);
        await rig.IdleAsync();
        await rig.UntilAsync(_ => rig.Open == 0);
    }

    [Fact]
    public async Task Clients_that_vanish_at_any_moment_leave_nothing_behind()
    {
        await using var rig = await GatewayRig.StartAsync(maxRunning: 4);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var cancel = new CancellationTokenSource();
            if (i % 4 == 0) cancel.CancelAfter(i * 5);
            try
            {
                using var response = await rig.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = new StringContent(Long) }, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
                await using var body = await response.Content.ReadAsStreamAsync();
                await body.ReadAtLeastAsync(new byte[4096], 1 + i * 40, false);
            }
            catch (OperationCanceledException)
            {
                // Gone before the first token.
            }
        }));
        await rig.IdleAsync();
    }
}
