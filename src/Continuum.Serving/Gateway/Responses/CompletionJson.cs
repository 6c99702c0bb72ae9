using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Gateway.Responses;

/// <summary>Writes answers in OpenAI's shapes.</summary>
internal sealed class CompletionJson(AdmittedRequest request)
{
    private readonly bool chat = request.Kind == RequestKind.Chat;
    private readonly string id = (request.Kind == RequestKind.Chat ? "chatcmpl-" : "cmpl-") + request.Id;

    /// <summary>A whole answer.</summary>
    public void Whole(Utf8JsonWriter json, string text, int tokens, FinishReason finish)
    {
        Begin(json, chat ? "chat.completion" : "text_completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (chat)
        {
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteString("content", text);
            json.WriteNull("refusal");
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text", text);
        }
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", Name(finish));
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, tokens);
        json.WriteEndObject();
    }

    /// <summary>A part of a stream: text, the end, or both; the first of a chat names the role.</summary>
    public void Chunk(Utf8JsonWriter json, string text, bool first, FinishReason? finish)
    {
        Begin(json, chat ? "chat.completion.chunk" : "text_completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (chat)
        {
            json.WriteStartObject("delta");
            if (first) json.WriteString("role", "assistant");
            if (first || text.Length > 0) json.WriteString("content", text);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text", text);
        }
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", finish is { } reason ? Name(reason) : null);
        json.WriteEndObject();
        json.WriteEndArray();
        if (request.IncludeUsage) json.WriteNull("usage");
        json.WriteEndObject();
    }

    /// <summary>The chunk without choices that counts tokens.</summary>
    public void UsageChunk(Utf8JsonWriter json, int tokens)
    {
        Begin(json, chat ? "chat.completion.chunk" : "text_completion");
        json.WriteStartArray("choices");
        json.WriteEndArray();
        Usage(json, tokens);
        json.WriteEndObject();
    }

    private static string Name(FinishReason finish) => finish == FinishReason.Length ? "length" : "stop";

    private void Begin(Utf8JsonWriter json, string shape)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", shape);
        json.WriteNumber("created", request.Created);
        json.WriteString("model", request.Model);
    }

    private void Usage(Utf8JsonWriter json, int tokens)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", request.Prompt.Count);
        json.WriteNumber("completion_tokens", tokens);
        json.WriteNumber("total_tokens", request.Prompt.Count + tokens);
        json.WriteEndObject();
    }
}
