namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>
/// Stands for the decoder: every layer's KV of a position is a number, a layer's output depends on all of them in order, and
/// the next token on the last layer's output. A slot that is missing, stale or swapped changes the tokens.
/// </summary>
internal static class ToyModel
{
    public const int Vocabulary = 97;

    public static ulong Mix(ulong a, ulong b)
    {
        var x = (a ^ (b * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return x ^ (x >> 29);
    }

    public static ulong Embed(int token, int position) => Mix((ulong)token + 1, (ulong)position + 1);

    public static ulong Kv(ulong hidden, int layer) => Mix(hidden, (ulong)layer + 77);

    public static int Token(ulong hidden) => (int)(hidden % Vocabulary);

    /// <summary>What a request answers when nothing disturbs it.</summary>
    public static int[] Alone(int[] prompt, int count, int layers)
    {
        var tokens = new int[prompt.Length + count];
        prompt.CopyTo(tokens, 0);
        var kv = new ulong[layers * tokens.Length];
        for (var position = 0; position < tokens.Length - 1; position++)
        {
            var hidden = Embed(tokens[position], position);
            for (var layer = 0; layer < layers; layer++)
            {
                var row = kv.AsSpan(layer * tokens.Length);
                row[position] = Kv(hidden, layer);
                for (var seen = 0; seen <= position; seen++) hidden = Mix(hidden, row[seen]);
            }
            if (position >= prompt.Length - 1) tokens[position + 1] = Token(hidden);
        }
        return tokens[prompt.Length..];
    }
}
