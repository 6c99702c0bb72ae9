using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>A reply in the one shape that the client library reads, whatever the server's own looks like.</summary>
internal sealed class ReplyShape
{
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<Call> calls = [];
    private string? finish;
    private long? input;
    private long? output;

    private sealed class Call
    {
        public string? Id { get; set; }

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }

    /// <summary>Takes a whole completion or a piece of a stream.</summary>
    /// <exception cref="WireFault">It is an error, or no completion at all.</exception>
    public void Take(JsonNode? node, bool piece)
    {
        if (node is not JsonObject body) throw new WireFault("the endpoint answered something that is no completion");
        if (body["error"] is { } error && error.GetValueKind() != JsonValueKind.Null) throw new WireFault("the endpoint answered an error: " + Plain.Short(error is JsonObject o && o["message"] is { } message ? message.ToString() : error.ToString(), 200));
        if (body["usage"] is JsonObject usage)
        {
            input = Number(usage["prompt_tokens"]) ?? input;
            output = Number(usage["completion_tokens"]) ?? output;
        }

        if (body["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice)
        {
            if (piece) return;
            throw new WireFault("the endpoint answered no choice");
        }

        if (Text(choice["finish_reason"]) is { Length: > 0 } reason) finish = reason;
        if ((choice["delta"] ?? choice["message"]) is JsonObject said) Take(said);
        else if (Text(choice["text"]) is { } plain) content.Append(plain);
    }

    /// <summary>The reply in the client library's shape, its tokens counted.</summary>
    public JsonObject ToJson(string model, int bytesSent, WireMeter? meter)
    {
        var text = content.ToString();
        // Some servers put a constrained answer where reasoning belongs.
        if (string.IsNullOrWhiteSpace(text) && calls.Count == 0 && reasoning.ToString().Trim() is ['{', .., '}'] misplaced) text = misplaced;
        var outBytes = Encoding.UTF8.GetByteCount(text) + reasoning.Length + calls.Sum(c => c.Arguments.Length + c.Name.Length);
        var (read, written) = (input ?? Tokens.Estimate(bytesSent), output ?? Tokens.Estimate(outBytes));
        meter?.Used(read, written);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Select((c, i) => new JsonObject
            {
                ["id"] = string.IsNullOrEmpty(c.Id) ? string.Create(CultureInfo.InvariantCulture, $"call_{i}") : c.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.Length == 0 ? "{}" : c.Arguments.ToString() },
            })]);
        }

        return new JsonObject
        {
            ["id"] = "reply",
            ["object"] = "chat.completion",
            ["created"] = 0,
            ["model"] = model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = calls.Count > 0 ? "tool_calls" : finish == "length" ? "length" : "stop", ["message"] = message }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = Math.Clamp(read, 0, 1 << 28), ["completion_tokens"] = Math.Clamp(written, 0, 1 << 28), ["total_tokens"] = Math.Clamp(read + written, 0, 1 << 29) },
        };
    }

    private void Take(JsonObject said)
    {
        switch (said["content"])
        {
            case JsonValue value when Text(value) is { } text:
                content.Append(text);
                break;
            case JsonArray parts:
                foreach (var part in parts) content.Append(Text(part is JsonObject o ? o["text"] : part));
                break;
        }

        reasoning.Append(Text(said["reasoning_content"]) ?? Text(said["reasoning"]));
        if (said["tool_calls"] is JsonArray list)
        {
            foreach (var item in list.OfType<JsonObject>()) Take(item, item["function"] as JsonObject);
        }
        else if (said["function_call"] is JsonObject old)
        {
            Take(new JsonObject(), old);
        }
    }

    private void Take(JsonObject item, JsonObject? function)
    {
        var id = Text(item["id"]);
        var index = Number(item["index"]);
        // Pieces of one call share an index or an id; without either, a name begins another call.
        var call = index is { } at && at >= 0 && at < calls.Count ? calls[(int)at]
            : !string.IsNullOrEmpty(id) && calls.Find(c => c.Id == id) is { } known ? known
            : index is null && string.IsNullOrEmpty(id) && Text(function?["name"]) is null or "" && calls.Count > 0 ? calls[^1] : null;
        if (call is null)
        {
            if (calls.Count >= 64) throw new WireFault("the endpoint asked for more than 64 functions at once");
            calls.Add(call = new Call());
        }

        call.Id ??= id;
        if (Text(function?["name"]) is { Length: > 0 } name && call.Name != name) call.Name += name;
        call.Arguments.Append(function?["arguments"] is JsonObject whole ? whole.ToJsonString() : Text(function?["arguments"]));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static long? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) ? number : null;
}
