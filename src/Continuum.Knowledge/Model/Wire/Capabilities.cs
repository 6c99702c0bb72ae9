using System.Text.Json.Nodes;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>What an endpoint understands of a request, learnt from its refusals and kept for later requests.</summary>
internal sealed class Capabilities(bool newTokenLimit, bool stream)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> dropped = [];
    private bool completionTokens = newTokenLimit;
    private bool swapped;
    private Format format = Format.Schema;

    private enum Format
    {
        Schema,
        Object,
        None,
    }

    /// <summary>Rewrites a request into what the endpoint understands.</summary>
    public void Shape(JsonObject body)
    {
        lock (gate)
        {
            var limit = body["max_completion_tokens"] ?? body["max_tokens"];
            body.Remove("max_completion_tokens");
            body.Remove("max_tokens");
            if (limit is not null) body[completionTokens ? "max_completion_tokens" : "max_tokens"] = limit.DeepClone();
            if (format == Format.None) body.Remove("response_format");
            else if (format == Format.Object && body.ContainsKey("response_format")) body["response_format"] = new JsonObject { ["type"] = "json_object" };
            if (stream && !dropped.Contains("stream"))
            {
                body["stream"] = true;
                if (!dropped.Contains("stream_options")) body["stream_options"] = new JsonObject { ["include_usage"] = true };
            }

            if (dropped.Contains("tools"))
            {
                body.Remove("tools");
                body.Remove("tool_choice");
                body.Remove("parallel_tool_calls");
            }

            foreach (var name in dropped) body.Remove(name);
        }
    }

    /// <summary>Learns from a refusal; false when nothing is left to give up.</summary>
    public bool Learn(string error, JsonObject sent)
    {
        bool Says(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (error.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
            }

            return false;
        }

        lock (gate)
        {
            if (!swapped && Says("max_completion_tokens", "max_tokens"))
            {
                (swapped, completionTokens) = (true, !completionTokens);
                return true;
            }

            foreach (var name in new[] { "temperature", "parallel_tool_calls", "stream_options", "seed" })
            {
                if (Says(name) && sent.ContainsKey(name)) return dropped.Add(name);
            }

            if (sent.ContainsKey("tools") && Says("tool", "function")) return dropped.Add("tools");
            if (sent.ContainsKey("response_format") && Says("response_format", "schema", "grammar", "guided", "json", "structured")) return LessFormat();
            if (sent.ContainsKey("stream") && Says("stream")) return dropped.Add("stream");
            // A refusal that names nothing: what servers lack most often goes first.
            return (sent.ContainsKey("tools") && dropped.Add("tools")) || (sent.ContainsKey("response_format") && LessFormat());
        }
    }

    private bool LessFormat()
    {
        if (format == Format.None) return false;
        format = format == Format.Schema ? Format.Object : Format.None;
        return true;
    }
}
