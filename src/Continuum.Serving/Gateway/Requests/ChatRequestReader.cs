using System.Text;
using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.ChatTemplates;
using Continuum.Serving.Gateway.Errors;

namespace Continuum.Serving.Gateway.Requests;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequestReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];

    public static AdmittedRequest Read(JsonFields body, ServedModel model, int defaultTokens, string id)
    {
        RefuseUnsupported(body);
        var messages = Messages(body);
        var prompt = Encode(messages, model);
        var stream = body.Flag("stream") ?? false;
        return new AdmittedRequest
        {
            Id = id,
            Kind = RequestKind.Chat,
            Model = model.Name,
            Prompt = prompt,
            Sampling = SamplingReader.Read(body, SamplingReader.MostTokens(body, "max_completion_tokens", "max_tokens"), prompt.Count, model.ContextLength, defaultTokens),
            Stop = SamplingReader.Stops(body),
            Stream = stream,
            IncludeUsage = SamplingReader.IncludeUsage(body, stream),
        };
    }

    private static void RefuseUnsupported(JsonFields body)
    {
        if (body.Flag("logprobs") == true) throw ApiException.Unsupported("logprobs", "'logprobs' is not supported. Leave it out.");
        foreach (var name in new[] { "tools", "functions", "logit_bias", "audio", "top_logprobs", "prediction" })
        {
            if (!body.Has(name, out var value)) continue;
            if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) continue;
            if (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()) continue;
            throw ApiException.Unsupported(name, $"'{name}' is not supported. Leave it out.");
        }
        if (body.Object("response_format") is { } format && format.Text("type") is { } type and not "text")
            throw ApiException.Unsupported("response_format", $"'response_format' is of type '{type}'; only 'text' is supported.");
        if (body.Has("modalities", out var modalities) && modalities.ValueKind == JsonValueKind.Array && modalities.EnumerateArray().Any(m => m.ValueKind != JsonValueKind.String || m.GetString() != "text"))
            throw ApiException.Unsupported("modalities", "'modalities' asks for more than text; only ['text'] is supported.");
    }

    private static List<ChatMessage> Messages(JsonFields body)
    {
        if (!body.Has("messages", out var value)) throw ApiException.Invalid("'messages' is missing; an array of messages was expected.", "messages", "missing_required_parameter");
        if (value.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong("messages", value, "an array of messages");
        var messages = value.EnumerateArray().Select(Message).ToList();
        return messages.Count > 0 ? messages : throw ApiException.Invalid("'messages' is empty; at least one message was expected.", "messages", "empty_array");
    }

    private static ChatMessage Message(JsonElement element, int index)
    {
        var at = $"messages[{index}]";
        if (element.ValueKind != JsonValueKind.Object) throw JsonFields.Wrong(at, element, "an object with role and content");
        var message = new JsonFields(element);
        var role = message.Text("role") ?? throw ApiException.Invalid($"'{at}.role' is missing; one of {string.Join(", ", Roles)} was expected.", $"{at}.role", "missing_required_parameter");
        if (!Roles.Contains(role)) throw ApiException.Invalid($"'{at}.role' is '{role}'; one of {string.Join(", ", Roles)} was expected.", $"{at}.role", "invalid_value");
        if (message.Has("tool_calls", out _)) throw ApiException.Unsupported($"{at}.tool_calls", $"'{at}.tool_calls' is given; tools are not supported.");
        // Templates know no developer: it is what OpenAI calls the system since its reasoning models.
        return new ChatMessage(role == "developer" ? "system" : role, Content(message, at, role));
    }

    private static string Content(JsonFields message, string at, string role)
    {
        if (!message.Has("content", out var content))
            return role == "assistant" ? "" : throw ApiException.Invalid($"'{at}.content' is missing; a string was expected.", $"{at}.content", "missing_required_parameter");
        if (content.ValueKind != JsonValueKind.Array)
            return content.ValueKind == JsonValueKind.String ? JsonFields.Text(content, $"{at}.content") : throw JsonFields.Wrong($"{at}.content", content, "a string or an array of text parts");
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object) throw JsonFields.Wrong($"{at}.content", part, "an array of text parts");
            var fields = new JsonFields(part);
            if (fields.Text("type") is var type and not "text")
                throw ApiException.Invalid($"'{at}.content' holds a part of type '{type}'; only 'text' is supported.", $"{at}.content", "unsupported_value");
            text.Append(fields.Text("text") ?? throw ApiException.Invalid($"'{at}.content' holds a part without text.", $"{at}.content", "missing_required_parameter"));
        }
        return text.ToString();
    }

    private static IReadOnlyList<int> Encode(IReadOnlyList<ChatMessage> messages, ServedModel model)
    {
        if (model.ChatTemplate is not { } template)
            throw ApiException.Invalid($"The model {model.Name} has no chat template; use /v1/completions.", "model", "no_chat_template");
        try
        {
            return template.Encode(messages, model.Tokenizer);
        }
        catch (TemplateException error)
        {
            throw ApiException.Invalid($"The model's chat template refused the messages: {error.Message}", "messages", "template_error");
        }
    }
}
