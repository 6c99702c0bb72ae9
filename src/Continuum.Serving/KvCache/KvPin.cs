namespace Continuum.Serving.KvCache;

/// <summary>A pin on a block; ends once, however often it is disposed of.</summary>
internal sealed class KvPin(KvAllocator allocator, int id) : IDisposable
{
    private int ended;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) == 0) allocator.Unpin(id);
    }
}
