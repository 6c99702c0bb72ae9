using System.Diagnostics;
using System.Text.Json;

namespace Continuum.Serving.Load;

/// <summary>The times of one stream's events.</summary>
internal sealed class StreamTiming(long sent)
{
    private readonly List<double> gaps = [];
    private long last;
    private int events;
    private int? counted;

    public double? First { get; private set; }

    public void Take(JsonElement chunk)
    {
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object) counted = usage.GetProperty("completion_tokens").GetInt32();
        if (!chunk.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0) return;
        // The chunk that says why it ended brings no token.
        if (choices[0].TryGetProperty("finish_reason", out var finish) && finish.ValueKind == JsonValueKind.String && (!choices[0].TryGetProperty("text", out var text) || text.GetString() is { Length: 0 })) return;
        var now = Stopwatch.GetTimestamp();
        if (events++ == 0) First = Seconds(sent, now);
        else gaps.Add(Seconds(last, now));
        last = now;
    }

    public RequestResult Result(int number, double late, string? error) =>
        new(number, late, error, First, events > 0 ? Seconds(sent, last) : null, counted ?? events, gaps);

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
