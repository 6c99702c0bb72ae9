namespace Continuum.Infrastructure.Storage;

/// <summary>Callbacks of readers. Publishing is up to the caller to order.</summary>
internal sealed class Subscribers<T>
{
    private readonly Lock gate = new();
    private Action<T>[] all = [];

    /// <summary>Adds a reader; dispose to remove it.</summary>
    public IDisposable Add(Action<T> reader)
    {
        // A wrapper of its own, so that the same delegate may be added twice and removed once.
        Action<T> own = item => reader(item);
        lock (gate) all = [.. all, own];
        return new Subscription(() =>
        {
            lock (gate) all = [.. all.Where(a => a != own)];
        });
    }

    /// <summary>Calls every reader; one that fails does not keep the others from hearing.</summary>
    /// <exception cref="AggregateException">Some readers failed.</exception>
    public void Publish(T item)
    {
        List<Exception>? errors = null;
        foreach (var reader in all)
        {
            try
            {
                reader(item);
            }
            catch (Exception e)
            {
                (errors ??= []).Add(e);
            }
        }

        if (errors is not null) throw new AggregateException(errors);
    }

    private sealed class Subscription(Action stop) : IDisposable
    {
        private Action? stop = stop;

        public void Dispose() => Interlocked.Exchange(ref stop, null)?.Invoke();
    }
}
