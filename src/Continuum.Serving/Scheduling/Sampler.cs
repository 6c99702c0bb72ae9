using System.Buffers;
using Continuum.Serving.Compute.Simd;

namespace Continuum.Serving.Scheduling;

/// <summary>Chooses a token from logits. A function of its arguments only: no state, the same on every machine.</summary>
public static class Sampler
{
    private const int FirstCandidates = 64;

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">A logit for each token of the vocabulary.</param>
    /// <param name="parameters">How to choose.</param>
    /// <param name="index">Number of the generated token: with the seed, it names the random number.</param>
    /// <returns>The token id; among equals the lowest.</returns>
    public static int Choose(ReadOnlySpan<float> logits, SamplingParameters parameters, int index)
    {
        if (parameters.IsGreedy) return Greedy(logits);
        var weights = ArrayPool<double>.Shared.Rent(logits.Length);
        try
        {
            var draw = Philox.Uniform(parameters.Seed, index);
            var total = Weigh(logits, parameters.Temperature, weights);
            if (parameters.TopK == 0 && parameters.TopP == 1) return Draw(weights.AsSpan(0, logits.Length), total * draw);
            return DrawFromTop(logits, weights, total, parameters, draw);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(weights);
        }
    }

    private static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
            if (logits[token] > logits[best]) best = token;
        return best;
    }

    /// <summary>Unnormalised probabilities e^((logit - largest) / temperature), and their sum in vocabulary order.</summary>
    private static double Weigh(ReadOnlySpan<float> logits, double temperature, double[] weights)
    {
        double largest = logits[Greedy(logits)], total = 0;
        for (var token = 0; token < logits.Length; token++)
        {
            var exponent = (logits[token] - largest) / temperature;
            weights[token] = exponent > -700 ? ExactMath.Exp(exponent) : 0;
            total += weights[token];
        }
        return total;
    }

    private static int Draw(ReadOnlySpan<double> weights, double target)
    {
        double sum = 0;
        var last = 0;
        for (var token = 0; token < weights.Length; token++)
        {
            if (weights[token] <= 0) continue;
            sum += weights[token];
            last = token;
            if (sum > target) return token;
        }
        return last;
    }

    private static int DrawFromTop(ReadOnlySpan<float> logits, double[] weights, double total, SamplingParameters parameters, double draw)
    {
        var most = parameters.TopK == 0 ? logits.Length : Math.Min(parameters.TopK, logits.Length);
        // A few candidates nearly always hold the probability asked for; the whole vocabulary is sorted only when they do not.
        for (var count = Math.Min(most, FirstCandidates); ; count = (int)Math.Min(most, 8L * count))
        {
            var top = Top(logits, count);
            // Top-p is a share of what top-k left over, as in other engines.
            var basis = parameters.TopK == 0 ? total : count == most ? Sum(top, weights) : double.PositiveInfinity;
            double kept = 0;
            for (var i = 0; i < top.Length; i++)
            {
                kept += weights[top[i]];
                if (kept < parameters.TopP * basis && !(i == most - 1)) continue;
                return Pick(top.AsSpan(0, i + 1), weights, kept * draw);
            }
            if (count == most) return Pick(top, weights, kept * draw);
        }
    }

    private static double Sum(int[] tokens, double[] weights)
    {
        double sum = 0;
        foreach (var token in tokens) sum += weights[token];
        return sum;
    }

    private static int Pick(ReadOnlySpan<int> tokens, double[] weights, double target)
    {
        double sum = 0;
        foreach (var token in tokens)
        {
            sum += weights[token];
            if (sum > target) return token;
        }
        return tokens[^1];
    }

    /// <summary>The most probable tokens, descending; equals by ascending id.</summary>
    private static int[] Top(ReadOnlySpan<float> logits, int count)
    {
        var heap = new PriorityQueue<int, (float, int)>(count + 1);
        for (var token = 0; token < logits.Length; token++)
        {
            if (heap.Count < count) heap.Enqueue(token, (logits[token], -token));
            else if (logits[token] > logits[heap.Peek()]) heap.DequeueEnqueue(token, (logits[token], -token));
        }
        var top = new int[heap.Count];
        for (var i = top.Length - 1; i >= 0; i--) top[i] = heap.Dequeue();
        return top;
    }
}
