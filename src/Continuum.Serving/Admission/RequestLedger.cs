using System.Diagnostics;
using Continuum.Serving.Gateway;
using Continuum.Serving.Permits;

namespace Continuum.Serving.Admission;

/// <summary>All requests of a gateway that run or ended a short while ago, by tenant and id.</summary>
internal sealed class RequestLedger(ServedModel model, ClassPermits permits, GatewayOptions options, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Tenant, string Id), ServedRequest> requests = [];
    private readonly Queue<ServedRequest> ended = new();
    private readonly HashSet<Task> runs = [];
    private bool suspended;

    /// <summary>A request by its id, or null if it is unknown or was forgotten.</summary>
    public ServedRequest? Find(string tenant, string id)
    {
        lock (gate) return requests.GetValueOrDefault((tenant, id));
    }

    /// <summary>Admits a request and starts it. From here on it has an end, whatever happens.</summary>
    /// <exception cref="Scheduling.QueueFullException">Too many wait.</exception>
    /// <exception cref="ArgumentException">Prompt or parameters are out of range.</exception>
    public async Task<ServedRequest> AdmitAsync(AdmittedRequest admitted, long acceptedAt, TimeSpan resumeWindow)
    {
        var request = new ServedRequest(admitted, acceptedAt, Unattended) { ResumeWindow = resumeWindow };
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(suspended, this);
            if (!requests.TryAdd((admitted.Tenant, admitted.Id), request)) throw new ArgumentException($"A request {admitted.Id} exists already.");
        }
        var run = new RequestRun(request, model.Engine, model.Tokenizer, permits, options.HoldTimeout, clock);
        try
        {
            var generation = await run.SubmitAsync();
            Start(request, run, generation);
            return request;
        }
        catch
        {
            lock (gate) requests.Remove((admitted.Tenant, admitted.Id));
            throw;
        }
    }

    /// <summary>Ends all runs as suspended: their clients hear how to resume.</summary>
    public async ValueTask DisposeAsync()
    {
        ServedRequest[] open;
        Task[] running;
        lock (gate)
        {
            suspended = true;
            open = [.. requests.Values.Where(r => r.End is null)];
            running = [.. runs];
        }
        foreach (var request in open)
        {
            request.Finish(RequestEnd.Suspended, Stopwatch.GetTimestamp());
            request.Cancel();
        }
        await Task.WhenAll(running);
    }

    private void Start(ServedRequest request, RequestRun run, Scheduling.Generation? generation)
    {
        // Not on the caller's context: the run outlives the call.
        var task = Task.Run(async () => Ended(request, await run.ToEndAsync(generation)));
        lock (gate) runs.Add(task);
        task.ContinueWith(done => { lock (gate) runs.Remove(done); }, TaskScheduler.Default);
    }

    private void Ended(ServedRequest request, RequestEnd end)
    {
        request.Finish(end, Stopwatch.GetTimestamp());
        lock (gate)
        {
            ended.Enqueue(request);
            while (ended.Count > options.KeptRequests)
            {
                var oldest = ended.Dequeue();
                requests.Remove((oldest.Admitted.Tenant, oldest.Admitted.Id));
            }
        }
    }

    private void Unattended(ServedRequest request)
    {
        if (request.ResumeWindow <= TimeSpan.Zero) request.Cancel();
        else _ = CancelLaterAsync(request);
    }

    private async Task CancelLaterAsync(ServedRequest request)
    {
        var left = request.LeftAt;
        await Task.Delay(request.ResumeWindow, clock);
        // Somebody who came and left again has started a window of their own.
        if (request.IsUnattended && request.LeftAt == left) request.Cancel();
    }
}
