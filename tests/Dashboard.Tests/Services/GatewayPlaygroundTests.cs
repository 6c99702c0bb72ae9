using System.Net;
using System.Text;
using Dashboard.Components.Contracts;
using Dashboard.Services;

namespace Dashboard.Tests.Services;

public sealed class GatewayPlaygroundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<List<AnswerPiece>> AskAsync(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        using var playground = new GatewayPlayground(new Status(), new Handler(answer));
        var pieces = new List<AnswerPiece>();
        await foreach (var piece in playground.AskAsync("triage", "hello", 8, Token)) pieces.Add(piece);
        return pieces;
    }

    private static HttpResponseMessage Stream(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "text/event-stream") };

    [Fact]
    public async Task A_stream_is_read_piece_by_piece_up_to_its_end()
    {
        string? asked = null;
        var pieces = await AskAsync(request =>
        {
            asked = request.RequestUri + " " + request.Content!.ReadAsStringAsync(Token).Result;
            return Stream("""
                : a comment

                data: {"choices":[{"delta":{"role":"assistant"}}]}

                data: {"choices":[{"delta":{"content":"one "}}]}

                data:{"choices":[{"delta":{"content":"two"},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"total_tokens":3}}

                data: [DONE]

                data: {"choices":[{"delta":{"content":"never"}}]}

                """);
        });
        Assert.Equal([new AnswerPiece("one ", null), new AnswerPiece("two", "length")], pieces);
        Assert.StartsWith("http://127.0.0.1:5081/v1/chat/completions ", asked, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":8", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_words_of_the_gateway()
    {
        var refused = await Assert.ThrowsAsync<PlaygroundException>(() => AskAsync(_ => new(HttpStatusCode.Forbidden) { Content = new StringContent("""{"error":{"message":"this pipeline may not hold phi"}}""") }));
        Assert.Contains("may not hold phi", refused.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 502", (await Assert.ThrowsAsync<PlaygroundException>(() => AskAsync(_ => new(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"a stage died\"}}\n\n", "a stage died")]
    [InlineData("data: {broken\n\n", "no JSON")]
    public async Task An_error_within_the_stream_ends_it(string body, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<PlaygroundException>(() => AskAsync(_ => Stream(body)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named() =>
        Assert.Contains("127.0.0.1:5081", (await Assert.ThrowsAsync<PlaygroundException>(() => AskAsync(_ => throw new HttpRequestException("refused")))).Message, StringComparison.Ordinal);

    private sealed class Status : IConsoleStatus
    {
        public string Planner => "offline";

        public string Version => "0";

        public string DataFolder => "";

        public IReadOnlyList<GatewayAddress> Gateways => [new("triage", "http://127.0.0.1:5081/")];

        public IReadOnlyList<BackgroundTask> Tasks => [];
    }

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
