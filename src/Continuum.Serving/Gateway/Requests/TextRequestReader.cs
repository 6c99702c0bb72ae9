using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.Gateway.Errors;

namespace Continuum.Serving.Gateway.Requests;

/// <summary>Reads the body of <c>POST /v1/completions</c>.</summary>
internal static class TextRequestReader
{
    // OpenAI's default for this endpoint.
    private const int DefaultTokens = 16;

    public static AdmittedRequest Read(JsonFields body, ServedModel model, string id)
    {
        if (body.Flag("echo") == true) throw ApiException.Unsupported("echo", "'echo' is not supported; put prompt and answer together on your side.");
        foreach (var name in new[] { "suffix", "logprobs", "logit_bias" })
            if (body.Has(name, out _)) throw ApiException.Unsupported(name, $"'{name}' is not supported. Leave it out.");
        var prompt = Prompt(body, model);
        var stream = body.Flag("stream") ?? false;
        return new AdmittedRequest
        {
            Id = id,
            Kind = RequestKind.Text,
            Model = model.Name,
            Prompt = prompt,
            Sampling = SamplingReader.Read(body, SamplingReader.MostTokens(body, "max_tokens", "max_completion_tokens"), prompt.Count, model.ContextLength, DefaultTokens),
            Stop = SamplingReader.Stops(body),
            Stream = stream,
            IncludeUsage = SamplingReader.IncludeUsage(body, stream),
        };
    }

    /// <summary>A string, an array of one string, an array of token ids, or an array of one of those.</summary>
    private static IReadOnlyList<int> Prompt(JsonFields body, ServedModel model)
    {
        if (!body.Has("prompt", out var prompt)) throw ApiException.Invalid("'prompt' is missing; a string or an array of token ids was expected.", "prompt", "missing_required_parameter");
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0 && prompt[0].ValueKind is JsonValueKind.String or JsonValueKind.Array)
        {
            if (prompt.GetArrayLength() > 1) throw ApiException.Unsupported("prompt", $"'prompt' holds {prompt.GetArrayLength()} prompts; one was expected. Send a request for each.");
            prompt = prompt[0];
        }
        return prompt.ValueKind switch
        {
            JsonValueKind.String => Encode(JsonFields.Text(prompt, "prompt"), model),
            JsonValueKind.Array => Tokens(prompt, model),
            _ => throw JsonFields.Wrong("prompt", prompt, "a string or an array of token ids"),
        };
    }

    private static List<int> Encode(string text, ServedModel model)
    {
        var tokens = new List<int>();
        if (model.Tokenizer.LeadingToken is { } leading) tokens.Add(leading);
        tokens.AddRange(model.Tokenizer.Encode(text, parseSpecial: false));
        return tokens.Count > 0 ? tokens : throw ApiException.Invalid("'prompt' is empty; at least one token was expected.", "prompt", "invalid_value");
    }

    private static List<int> Tokens(JsonElement prompt, ServedModel model)
    {
        var tokens = new List<int>(prompt.GetArrayLength());
        foreach (var element in prompt.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var token)) throw JsonFields.Wrong("prompt", element, "an array of token ids");
            if ((uint)token >= (uint)model.Tokenizer.VocabularySize) throw ApiException.Invalid($"'prompt' holds token {token}; the vocabulary has {model.Tokenizer.VocabularySize}.", "prompt", "invalid_value");
            tokens.Add(token);
        }
        return tokens.Count > 0 ? tokens : throw ApiException.Invalid("'prompt' is empty; at least one token was expected.", "prompt", "invalid_value");
    }
}
