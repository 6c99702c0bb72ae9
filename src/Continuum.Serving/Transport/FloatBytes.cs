using System.Buffers;
using System.Runtime.InteropServices;

namespace Continuum.Serving.Transport;

/// <summary>An array of floats as memory of bytes; it stays where it is only while the caller holds the array.</summary>
/// <param name="floats">The array.</param>
/// <param name="count">Floats of it.</param>
internal sealed class FloatBytes(float[] floats, int count) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(floats.AsSpan(0, count));

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        var handle = GCHandle.Alloc(floats, GCHandleType.Pinned);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
    }

    // The handle frees itself.
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
