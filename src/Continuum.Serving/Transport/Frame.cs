using System.Buffers;
using System.Text;

namespace Continuum.Serving.Transport;

/// <summary>A frame in memory. The floats lie in an array of the shared pool, which whoever disposes of the frame gives back.</summary>
/// <param name="header">Its header; lengths and checksum are set when it is written.</param>
/// <param name="meta">Metadata.</param>
/// <param name="floats">Array from the shared pool, or null.</param>
/// <param name="count">Floats in it.</param>
internal sealed class Frame(FrameHeader header, ReadOnlyMemory<byte> meta, float[]? floats = null, int count = 0) : IDisposable
{
    private float[]? floats = floats;

    public FrameHeader Header { get; } = header;

    public ReadOnlyMemory<byte> Meta { get; } = meta;

    public int Count { get; } = count;

    public ReadOnlySpan<float> Floats => floats.AsSpan(0, Count);

    /// <summary>The metadata of a failure or a refusal.</summary>
    public string Text => Encoding.UTF8.GetString(Meta.Span);

    public static Frame OfText(FrameHeader header, string text) => new(header, Encoding.UTF8.GetBytes(text));

    /// <summary>Takes the array out of the frame; the caller gives it back to the pool.</summary>
    public float[] TakeFloats() => Interlocked.Exchange(ref floats, null) ?? [];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref floats, null) is { } rented) ArrayPool<float>.Shared.Return(rented);
    }
}
