using Continuum.Infrastructure.Storage;
using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Lab;

/// <summary>Hands items to readers in order and never concurrently, on a thread that holds no lock of the lab.</summary>
internal sealed class Notifier<T>(ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Queue<T> waiting = new();
    private readonly Subscribers<T> readers = new();
    private bool draining;

    /// <summary>Adds a reader; dispose to remove it.</summary>
    public IDisposable Subscribe(Action<T> reader) => readers.Add(reader);

    /// <summary>Queues the item and returns at once.</summary>
    public void Post(T item)
    {
        lock (gate)
        {
            waiting.Enqueue(item);
            if (draining) return;
            draining = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static n => n.Drain(), this, preferLocal: false);
    }

    private void Drain()
    {
        while (true)
        {
            T item;
            lock (gate)
            {
                if (!waiting.TryDequeue(out item!))
                {
                    draining = false;
                    return;
                }
            }

            try
            {
                readers.Publish(item);
            }
            catch (AggregateException e)
            {
                LabLog.ReaderFailed(logger, e);
            }
        }
    }
}
