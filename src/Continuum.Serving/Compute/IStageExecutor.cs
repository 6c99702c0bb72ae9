using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Compute;

/// <summary>A loaded range of layers with its KV cache. One micro-batch at a time.</summary>
public interface IStageExecutor : IDisposable
{
    /// <summary>The layers.</summary>
    StageRange Range { get; }

    /// <summary>The stage's KV cache.</summary>
    KvStore Kv { get; }

    /// <summary>Floats that <see cref="Execute"/> reads: none on the first stage, else [tokens, hidden].</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <returns>The length of its input.</returns>
    int InputLength(MicroBatch batch);

    /// <summary>Floats that <see cref="Execute"/> writes: [tokens, hidden], on the last stage [logit rows, vocabulary].</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <returns>The length of its output.</returns>
    int OutputLength(MicroBatch batch);

    /// <summary>Runs a micro-batch through the layers, appending to the KV cache.</summary>
    /// <param name="batch">What to compute.</param>
    /// <param name="input">Hidden states of the stage before, [tokens, hidden]; empty on the first stage.</param>
    /// <param name="output">Receives hidden states, on the last stage logits.</param>
    /// <exception cref="ArgumentException">The batch does not fit the stage's capacity, vocabulary or context.</exception>
    void Execute(MicroBatch batch, ReadOnlySpan<float> input, Span<float> output);
}
