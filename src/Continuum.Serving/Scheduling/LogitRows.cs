using System.Buffers;

namespace Continuum.Serving.Scheduling;

/// <summary>The logits of a micro-batch in pooled memory, [rows, vocabulary]; dispose of it after sampling.</summary>
public sealed class LogitRows : IDisposable
{
    private float[]? data;

    /// <summary>Takes over a rented array.</summary>
    /// <param name="rented">Array from the shared pool.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="vocabulary">Entries of a row.</param>
    public LogitRows(float[] rented, int rows, int vocabulary) => (data, Count, Vocabulary) = (rented, rows, vocabulary);

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Entries of a row.</summary>
    public int Vocabulary { get; }

    /// <summary>A row.</summary>
    /// <param name="index">Its number.</param>
    /// <returns>The logits of one token.</returns>
    public ReadOnlySpan<float> this[int index] => data.AsSpan(checked(index * Vocabulary), Vocabulary);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref data, null) is { } rented) ArrayPool<float>.Shared.Return(rented);
    }
}
