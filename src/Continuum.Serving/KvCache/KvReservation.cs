namespace Continuum.Serving.KvCache;

/// <summary>Capacity set aside in an allocator. Disposing it returns what was not taken.</summary>
public sealed class KvReservation : IDisposable
{
    private readonly KvAllocator allocator;

    internal KvReservation(KvAllocator allocator, int count) => (this.allocator, Remaining) = (allocator, count);

    /// <summary>Blocks still set aside.</summary>
    public int Remaining { get; private set; }

    /// <summary>Turns one reserved block into one in use.</summary>
    /// <returns>The block.</returns>
    /// <exception cref="InvalidOperationException">Nothing is left.</exception>
    public KvBlock Take()
    {
        if (Remaining == 0) throw new InvalidOperationException("The reservation has no block left; reserve for the whole growth.");
        Remaining--;
        return allocator.TakeReserved();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        allocator.Unreserve(Remaining);
        Remaining = 0;
    }
}
