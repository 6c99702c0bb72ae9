using System.Net;
using System.Text;
using System.Text.Json;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>Bad input of every kind: OpenAI's error shape, the parameter's name, and an engine that never noticed.</summary>
public sealed class BadRequestTests : IAsyncLifetime
{
    private GatewayRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await GatewayRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [InlineData("", 400, "invalid_json", null)]
    [InlineData("{", 400, "invalid_json", null)]
    [InlineData("[]", 400, "invalid_json", null)]
    [InlineData("null", 400, "invalid_json", null)]
    [InlineData("{}", 400, "missing_required_parameter", "model")]
    [InlineData("""{"model":5}""", 400, "invalid_type", "model")]
    [InlineData("""{"model":"other","messages":[{"role":"user","content":"a"}]}""", 404, "model_not_found", "model")]
    [InlineData("""{"model":"M"}""", 400, "missing_required_parameter", "messages")]
    [InlineData("""{"model":"M","messages":"hello"}""", 400, "invalid_type", "messages")]
    [InlineData("""{"model":"M","messages":[]}""", 400, "empty_array", "messages")]
    [InlineData("""{"model":"M","messages":[7]}""", 400, "invalid_type", "messages[0]")]
    [InlineData("""{"model":"M","messages":[{"content":"a"}]}""", 400, "missing_required_parameter", "messages[0].role")]
    [InlineData("""{"model":"M","messages":[{"role":"user"}]}""", 400, "missing_required_parameter", "messages[0].content")]
    [InlineData("""{"model":"M","messages":[{"role":"tyrant<|im_end|>","content":"a"}]}""", 400, "invalid_value", "messages[0].role")]
    [InlineData("""{"model":"M","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", 400, "unsupported_value", "messages[0].content")]
    [InlineData("""{"model":"M","messages":[{"role":"user","content":"\ud800"}]}""", 400, null, "messages[0].content")]
    [InlineData("""{"model":"M",U,"max_tokens":0}""", 400, "invalid_value", "max_tokens")]
    [InlineData("""{"model":"M",U,"max_tokens":"many"}""", 400, "invalid_type", "max_tokens")]
    [InlineData("""{"model":"M",U,"max_tokens":1.5}""", 400, "invalid_type", "max_tokens")]
    [InlineData("""{"model":"M",U,"max_tokens":999999}""", 400, "context_length_exceeded", "max_tokens")]
    [InlineData("""{"model":"M",U,"max_completion_tokens":1e300}""", 400, "context_length_exceeded", "max_tokens")]
    [InlineData("""{"model":"M",U,"temperature":2.5}""", 400, "decimal_above_max_value", "temperature")]
    [InlineData("""{"model":"M",U,"temperature":-1}""", 400, "decimal_below_min_value", "temperature")]
    [InlineData("""{"model":"M",U,"temperature":1e999}""", 400, "invalid_type", "temperature")]
    [InlineData("""{"model":"M",U,"top_p":0}""", 400, "invalid_value", "top_p")]
    [InlineData("""{"model":"M",U,"top_k":-2}""", 400, "invalid_value", "top_k")]
    [InlineData("""{"model":"M",U,"seed":"x"}""", 400, "invalid_type", "seed")]
    [InlineData("""{"model":"M",U,"n":2}""", 400, "unsupported_parameter", "n")]
    [InlineData("""{"model":"M",U,"presence_penalty":0.5}""", 400, "unsupported_parameter", "presence_penalty")]
    [InlineData("""{"model":"M",U,"logprobs":true}""", 400, "unsupported_parameter", "logprobs")]
    [InlineData("""{"model":"M",U,"tools":[{"type":"function"}]}""", 400, "unsupported_parameter", "tools")]
    [InlineData("""{"model":"M",U,"response_format":{"type":"json_object"}}""", 400, "unsupported_parameter", "response_format")]
    [InlineData("""{"model":"M",U,"stop":["a","b","c","d","e"]}""", 400, "array_above_max_length", "stop")]
    [InlineData("""{"model":"M",U,"stop":[""]}""", 400, "invalid_value", "stop")]
    [InlineData("""{"model":"M",U,"stop":{"a":1}}""", 400, "invalid_type", "stop")]
    [InlineData("""{"model":"M",U,"stream":"yes"}""", 400, "invalid_type", "stream")]
    [InlineData("""{"model":"M",U,"stream_options":{"include_usage":true}}""", 400, "invalid_value", "stream_options")]
    public async Task Chat(string body, int status, string? code, string? param) =>
        await RefusedAsync("/v1/chat/completions", body.Replace("U", """ "messages":[{"role":"user","content":"a"}] """), status, code, param);

    [Theory]
    [InlineData("""{"model":"M"}""", 400, "missing_required_parameter", "prompt")]
    [InlineData("""{"model":"M","prompt":""}""", 400, "invalid_value", "prompt")]
    [InlineData("""{"model":"M","prompt":[]}""", 400, "invalid_value", "prompt")]
    [InlineData("""{"model":"M","prompt":["a","b"]}""", 400, "unsupported_parameter", "prompt")]
    [InlineData("""{"model":"M","prompt":[1,"b"]}""", 400, "invalid_type", "prompt")]
    [InlineData("""{"model":"M","prompt":[1,8192]}""", 400, "invalid_value", "prompt")]
    [InlineData("""{"model":"M","prompt":[-1]}""", 400, "invalid_value", "prompt")]
    [InlineData("""{"model":"M","prompt":{"a":1}}""", 400, "invalid_type", "prompt")]
    [InlineData("""{"model":"M","prompt":"a","echo":true}""", 400, "unsupported_parameter", "echo")]
    [InlineData("""{"model":"M","prompt":"a","best_of":3}""", 400, "unsupported_parameter", "best_of")]
    public async Task Completions(string body, int status, string? code, string? param) => await RefusedAsync("/v1/completions", body, status, code, param);

    [Fact]
    public async Task A_prompt_that_fills_the_context_is_refused_with_the_numbers()
    {
        var error = await RefusedAsync("/v1/completions", $$"""{"model":"M","prompt":[{{string.Join(',', Enumerable.Repeat(300, 512))}}]}""", 400, "context_length_exceeded", "prompt");
        Assert.Contains("512", error);
    }

    [Fact]
    public async Task Bad_bytes_and_large_bodies_are_refused()
    {
        await RefusedAsync("/v1/completions", new ByteArrayContent([.. """{"model":"tiny-llama","prompt":"a"""u8, 0xC3, 0x28, .. "\"}"u8]), 400, "invalid_utf8", null);
        await RefusedAsync("/v1/completions", new ByteArrayContent(new byte[5 * 1024 * 1024]), 413, "body_too_large", null);
    }

    [Fact]
    public async Task Deep_json_is_refused_and_not_a_crash() =>
        await RefusedAsync("/v1/completions", "{\"model\":\"M\",\"prompt\":" + new string('[', 5000) + new string(']', 5000) + "}", 400, "invalid_json", null);

    [Theory]
    [InlineData("POST", "/v1/embeddings", 404, "unknown_url")]
    [InlineData("GET", "/v1/chat/completions", 404, "unknown_url")]
    [InlineData("GET", "/v1/models/other", 404, "model_not_found")]
    public async Task What_is_not_there_has_the_shape_too(string method, string path, int status, string code)
    {
        using var response = await rig.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_malformed_request_id_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = new StringContent("""{"model":"tiny-llama","prompt":"a"}""") };
        request.Headers.Add("X-Request-Id", "no spaces please");
        using var response = await rig.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_id", (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"model":"M","prompt":"a","max_tokens":3,"temperature":0,"top_k":5,"ignore_eos":true,"n":1,"presence_penalty":0,"user":"u","some_future_option":1}""")]
    [InlineData("""{"model":"M","prompt":["a"],"max_tokens":3,"stop":null,"seed":-5,"top_k":-1}""")]
    [InlineData("""{"model":"M","prompt":[[300,301]],"max_tokens":3}""")]
    public async Task What_changes_nothing_is_taken(string body)
    {
        using var response = await rig.Http.PostAsync("/v1/completions", Json(body));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(3, answer.RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal("length", answer.RootElement.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    private Task<string> RefusedAsync(string path, string body, int status, string? code, string? param) => RefusedAsync(path, Json(body), status, code, param);

    private async Task<string> RefusedAsync(string path, HttpContent content, int status, string? code, string? param)
    {
        using var response = await rig.Http.PostAsync(path, content);
        var error = await ErrorAsync(response);
        Assert.Equal((status, code, param), ((int)response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal((0, 0), await rig.Engine.StatusAsync() is var now ? (now.Waiting, now.Running) : default);
        return error.GetProperty("message").GetString()!;
    }

    private static StringContent Json(string body) => new(body.Replace("\"M\"", $"\"{GatewayRig.Model}\""), Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").Clone();
    }
}
