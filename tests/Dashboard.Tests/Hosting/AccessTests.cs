using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;

namespace Dashboard.Tests.Hosting;

/// <summary>Who may do what, asked of the running console.</summary>
[Collection(RunningConsoleCollection.Name)]
public sealed class AccessTests(RunningConsole console)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/site")]
    [InlineData("/api/v1/intents")]
    [InlineData("/api/v1/audit")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/hubs/telemetry")]
    public async Task Nobody_sees_anything_without_a_key(string path)
    {
        using var client = await console.ClientAsync(null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path, Stop)).StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/intents")]
    [InlineData("/settings")]
    [InlineData("/jobs")]
    public async Task A_page_sends_a_stranger_to_the_sign_in(string path)
    {
        using var client = await console.ClientAsync(null);
        var response = await client.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains("/account/sign-in", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.Accepted)]
    [InlineData("administrator", HttpStatusCode.Accepted)]
    public async Task Saying_an_intent_needs_an_operator(string role, HttpStatusCode expected)
    {
        using var client = await console.ClientAsync(role);
        var response = await client.PostAsJsonAsync("/api/v1/intents", new { text = "Keep it safe" }, Stop);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_key_decides_over_plans_only_with_the_scope()
    {
        using var without = await console.ClientAsync("operator");
        Assert.Equal(HttpStatusCode.Forbidden, (await without.PostAsJsonAsync("/api/v1/intents/1/approve", new { planHash = "x" }, Stop)).StatusCode);
        using var with = await console.ClientAsync("operator", "approve");
        var answer = await with.PostAsJsonAsync("/api/v1/intents/999999/approve", new { planHash = "x" }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("viewer")]
    public async Task Jobs_are_for_administrators(string role)
    {
        using var client = await console.ClientAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/jobs", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_foreign_origin_opens_no_WebSocket()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await console.KeyAsync("viewer"));
        socket.Options.CollectHttpResponseDetails = true;
        var url = new UriBuilder(console.Address) { Scheme = "ws", Path = "/hubs/telemetry" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(url, Stop));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused()
    {
        using var client = await console.ClientAsync("viewer");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/site");
        request.Headers.Host = "rebound.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task Every_response_carries_a_content_security_policy_with_a_fresh_nonce()
    {
        using var client = await console.ClientAsync(null);
        var first = (await client.GetAsync("/account/sign-in", Stop)).Headers.GetValues("Content-Security-Policy").Single();
        var second = (await client.GetAsync("/account/sign-in", Stop)).Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors 'none'", first, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_form_without_an_antiforgery_token_is_refused()
    {
        using var client = await console.ClientAsync(null);
        using var form = new FormUrlEncodedContent([new("name", "ada"), new("password", "whatever it is")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/account/sign-in", form, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_local_socket_is_not_reachable_over_the_network()
    {
        using var client = await console.ClientAsync("administrator", "approve");
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/local/keys", new { role = "administrator" }, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_key_is_made_over_the_owner_only_socket()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await global::Dashboard.CommandLine.KeysCommand.RunAsync(["keys", "create", "--role", "viewer", "--data", console.Folder], output, errors);
        Assert.True(code == 0, errors.ToString());
        using var client = new HttpClient { BaseAddress = console.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", output.ToString().Trim());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/site", Stop)).StatusCode);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(console.Folder, "console.sock")));
    }
}
