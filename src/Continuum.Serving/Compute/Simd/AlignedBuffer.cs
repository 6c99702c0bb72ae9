using System.Runtime.InteropServices;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Zeroed floats outside the garbage collector's heap, aligned to a cache line.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private void* memory;

    public AlignedBuffer(long length)
    {
        Length = length;
        // calloc leaves large areas to the kernel's zero pages: memory is only taken when it is written.
        memory = NativeMemory.AllocZeroed((nuint)(length * sizeof(float) + 64));
        Data = (float*)(((nint)memory + 63) & ~63);
    }

    ~AlignedBuffer() => Free();

    public float* Data { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(memory);
        memory = null;
        Data = null;
    }
}
