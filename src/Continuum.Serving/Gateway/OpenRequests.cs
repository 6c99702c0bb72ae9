using Continuum.Serving.Gateway.Errors;

namespace Continuum.Serving.Gateway;

/// <summary>Counts the requests that are open, so that ten thousand connections cost no more than the queue allows.</summary>
internal sealed class OpenRequests(int most)
{
    private int open;

    public int Count => Volatile.Read(ref open);

    /// <summary>Takes a place until disposed of.</summary>
    /// <exception cref="ApiException">All are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref open) <= most) return new Place(this);
        Interlocked.Decrement(ref open);
        throw ApiException.Full($"{most} requests are open, which is the most this gateway takes. Try again later.", TimeSpan.FromSeconds(1));
    }

    private sealed class Place(OpenRequests owner) : IDisposable
    {
        private OpenRequests? owner = owner;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref owner, null) is { } mine) Interlocked.Decrement(ref mine.open);
        }
    }
}
