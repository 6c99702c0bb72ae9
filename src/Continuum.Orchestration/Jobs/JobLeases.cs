namespace Continuum.Orchestration.Jobs;

/// <summary>
/// Keeps two jobs from working on one intent at once, and enactments from overlapping at all. In memory, since a data
/// folder belongs to one process: a lease cannot outlive the job that held it.
/// </summary>
internal sealed class JobLeases
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, (SemaphoreSlim Turn, int Users)> intents = [];
    private readonly SemaphoreSlim enactment = new(1, 1);

    /// <summary>Waits for the intent's lease; dispose to give it back.</summary>
    public async Task<IDisposable> IntentAsync(long id, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn;
        lock (gate)
        {
            var entry = intents.TryGetValue(id, out var known) ? known : (Turn: new SemaphoreSlim(1, 1), Users: 0);
            intents[id] = (entry.Turn, entry.Users + 1);
            turn = entry.Turn;
        }

        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(id);
            throw;
        }

        return new Lease(() =>
        {
            turn.Release();
            Leave(id);
        });
    }

    /// <summary>Waits until no enactment and no repair runs. Take it before an intent's lease, never after.</summary>
    public async Task<IDisposable> EnactmentAsync(CancellationToken cancellationToken)
    {
        await enactment.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Lease(() => enactment.Release());
    }

    private void Leave(long id)
    {
        lock (gate)
        {
            var (turn, users) = intents[id];
            if (users == 1) intents.Remove(id);
            else intents[id] = (turn, users - 1);
        }
    }

    private sealed class Lease(Action release) : IDisposable
    {
        private Action? release = release;

        public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
    }
}
