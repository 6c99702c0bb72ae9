using System.Security.Cryptography;
using System.Text.Json;
using Continuum.Serving.Gateway.Errors;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Gateway.Requests;

/// <summary>Reads what both kinds of completion share: sampling, limits, stop strings.</summary>
internal static class SamplingReader
{
    // As OpenAI documents it.
    private const int MostStops = 4;
    private const int LongestStop = 1024;

    // Parameter and the value that changes nothing; another one would have to change the tokens and cannot.
    private static readonly (string Name, double Neutral)[] NeutralNumbers =
    [
        ("frequency_penalty", 0), ("presence_penalty", 0), ("repetition_penalty", 1), ("length_penalty", 1), ("min_p", 0),
        ("typical_p", 1), ("min_tokens", 0), ("best_of", 1), ("n", 1),
    ];

    public static SamplingParameters Read(JsonFields body, int? mostTokens, int promptTokens, int contextLength, int defaultTokens)
    {
        foreach (var (name, neutral) in NeutralNumbers)
            if (body.Number(name) is { } value && value != neutral)
                throw ApiException.Unsupported(name, $"'{name}' is {value}; only {neutral} is supported. Send one request for each choice, or leave it out.");
        var room = contextLength - promptTokens;
        if (room < 1) throw TooLong(promptTokens, null, contextLength);
        if (mostTokens > room) throw TooLong(promptTokens, mostTokens, contextLength);
        return new SamplingParameters
        {
            Temperature = InRange(body, "temperature", 0, 2) ?? 1,
            TopP = TopP(body),
            TopK = TopK(body),
            Seed = body.Whole("seed") is { } seed ? unchecked((ulong)seed) : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1,
            MaxTokens = mostTokens ?? Math.Min(defaultTokens, room),
            IgnoreEos = body.Flag("ignore_eos") ?? false,
        };
    }

    public static int? MostTokens(JsonFields body, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (body.Whole(name) is not { } tokens) continue;
            if (tokens < 1) throw ApiException.Invalid($"'{name}' is {tokens}; at least 1 was expected.", name, "invalid_value");
            return (int)Math.Min(tokens, int.MaxValue);
        }
        return null;
    }

    public static IReadOnlyList<string> Stops(JsonFields body)
    {
        if (!body.Has("stop", out var value)) return [];
        string[] stops = value.ValueKind switch
        {
            JsonValueKind.String => [JsonFields.Text(value, "stop")],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(e => JsonFields.Text(e, "stop"))],
            _ => throw JsonFields.Wrong("stop", value, "a string or an array of strings"),
        };
        if (stops.Length > MostStops) throw ApiException.Invalid($"'stop' holds {stops.Length} strings; at most {MostStops} were expected.", "stop", "array_above_max_length");
        if (stops.Any(s => s.Length is 0 or > LongestStop)) throw ApiException.Invalid($"'stop' holds a string that is empty or longer than {LongestStop} characters.", "stop", "invalid_value");
        return stops;
    }

    public static bool IncludeUsage(JsonFields body, bool stream)
    {
        if (body.Object("stream_options") is not { } options) return false;
        if (!stream) throw ApiException.Invalid("'stream_options' is given and 'stream' is not true; it belongs to streams only.", "stream_options", "invalid_value");
        return options.Flag("include_usage") ?? false;
    }

    public static ApiException TooLong(int promptTokens, int? mostTokens, int contextLength) => ApiException.Invalid(
        $"The context holds {contextLength} tokens. The prompt has {promptTokens}" + (mostTokens is { } most
            ? $" and {most} more were asked for. Shorten the prompt or lower the tokens asked for to at most {contextLength - promptTokens}."
            : ", which leaves no room for an answer. Shorten the prompt."),
        mostTokens is null ? "prompt" : "max_tokens", "context_length_exceeded");

    private static double TopP(JsonFields body)
    {
        var value = InRange(body, "top_p", 0, 1);
        return value == 0 ? throw ApiException.Invalid("'top_p' is 0; above 0 and at most 1 was expected.", "top_p", "invalid_value") : value ?? 1;
    }

    /// <summary>An extension that vLLM has too, where -1 and 0 both mean all tokens.</summary>
    private static int TopK(JsonFields body) => body.Whole("top_k") switch
    {
        null or -1 => 0,
        < -1 => throw ApiException.Invalid("'top_k' is below -1; a number of tokens, or 0 or -1 for all, was expected.", "top_k", "invalid_value"),
        { } value => (int)Math.Min(value, int.MaxValue),
    };

    private static double? InRange(JsonFields body, string name, double least, double most)
    {
        if (body.Number(name) is not { } value) return null;
        return value >= least && value <= most ? value
            : throw ApiException.Invalid($"'{name}' is {value}; {least} to {most} was expected.", name, value < least ? "decimal_below_min_value" : "decimal_above_max_value");
    }
}
