using System.Diagnostics;
using Continuum.Serving.Admission.Journal;
using Continuum.Serving.Gateway;
using Continuum.Serving.Permits;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace Continuum.Serving.Admission;

/// <summary>
/// All requests of a gateway that run or ended a short while ago, by tenant and id. With a journal, those of a killed
/// process are generated again when the ledger is made.
/// </summary>
internal sealed partial class RequestLedger : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Tenant, string Id), ServedRequest> requests = [];
    private readonly Dictionary<(string Tenant, string Id), AdmittedRequest> answered = [];
    private readonly Queue<ServedRequest> ended = new();
    private readonly HashSet<Task> runs = [];
    private readonly ServedModel model;
    private readonly ClassPermits permits;
    private readonly GatewayOptions options;
    private readonly TimeProvider clock;
    private readonly ServingMetrics metrics;
    private readonly ILogger logger;
    private readonly AdmissionJournal? journal;
    private bool suspended;

    public RequestLedger(ServedModel model, ClassPermits permits, GatewayOptions options, TimeProvider clock, ServingMetrics metrics, ILogger<RequestLedger> logger)
    {
        (this.model, this.permits, this.options, this.clock, this.metrics, this.logger) = (model, permits, options, clock, metrics, logger);
        if (options.JournalPath is null) return;
        journal = AdmissionJournal.Open(options.JournalPath, options.MaxJournalBytes, options.KeptRequests);
        foreach (var request in journal.Recovered.Answered) answered[(request.Tenant, request.Id)] = request;
        foreach (var request in journal.Recovered.Open) Restart(request);
        if (journal.Recovered.Open.Count > 0) Recovered(logger, journal.Recovered.Open.Count, options.JournalPath);
    }

    /// <summary>
    /// A request by its id, or null if it is unknown or was forgotten. One that a killed process had answered is generated
    /// again now: its client may have missed the end.
    /// </summary>
    public ServedRequest? Find(string tenant, string id)
    {
        lock (gate)
        {
            if (requests.TryGetValue((tenant, id), out var request)) return request;
            return !suspended && answered.Remove((tenant, id), out var admitted) ? Restart(admitted) : null;
        }
    }

    /// <summary>Admits a request and starts it. From here on it has an end, whatever happens.</summary>
    /// <exception cref="QueueFullException">Too many wait.</exception>
    /// <exception cref="JournalFullException">It could not be stored.</exception>
    /// <exception cref="ArgumentException">Prompt or parameters are out of range.</exception>
    public async Task<ServedRequest> AdmitAsync(AdmittedRequest admitted, long acceptedAt, TimeSpan resumeWindow)
    {
        var request = Add(admitted, acceptedAt, resumeWindow);
        var stored = false;
        try
        {
            if (journal is not null) await journal.AppendAsync(admitted);
            stored = journal is not null;
            var run = Run(request);
            // Lost while the request was stored: it waits for the permit inside its run.
            var allowed = permits.Of(admitted.DataClass).Permit == ClassPermit.Allowed;
            Start(request, run, allowed ? await run.SubmitAsync() : null);
            return request;
        }
        catch
        {
            lock (gate) requests.Remove((admitted.Tenant, admitted.Id));
            if (stored) journal!.End(admitted, answered: false);
            throw;
        }
    }

    /// <summary>Ends all runs as suspended: their clients hear how to resume, and the journal keeps them open.</summary>
    public async Task SuspendAsync()
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

    public async ValueTask DisposeAsync()
    {
        await SuspendAsync();
        if (journal is not null) await journal.DisposeAsync();
    }

    private ServedRequest Add(AdmittedRequest admitted, long acceptedAt, TimeSpan resumeWindow)
    {
        var request = new ServedRequest(admitted, acceptedAt, Unattended) { ResumeWindow = resumeWindow };
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(suspended, this);
            if (!requests.TryAdd((admitted.Tenant, admitted.Id), request)) throw new ArgumentException($"A request {admitted.Id} exists already.");
        }
        return request;
    }

    private ServedRequest Restart(AdmittedRequest admitted)
    {
        var request = Add(admitted, Stopwatch.GetTimestamp(), options.RecoveryWindow);
        Start(request, Run(request), null);
        Unattended(request);
        return request;
    }

    private RequestRun Run(ServedRequest request) => new(request, model.Engine, model.Tokenizer, permits, options.HoldTimeout, clock, metrics);

    private void Start(ServedRequest request, RequestRun run, Generation? generation)
    {
        // Not on the caller's context: the run outlives the call.
        var task = Task.Run(async () =>
        {
            var end = await run.ToEndAsync(generation);
            if (end.Reason == FinishReason.Failed) Failed(logger, request.Admitted.Id, end.Error);
            Ended(request, end);
        });
        lock (gate) runs.Add(task);
        task.ContinueWith(done => { lock (gate) runs.Remove(done); }, TaskScheduler.Default);
    }

    private void Ended(ServedRequest request, RequestEnd end)
    {
        request.Finish(end, Stopwatch.GetTimestamp());
        // What a stopping head left is open for its successor.
        if (request.End!.Code != RequestEnd.Suspended.Code) journal?.End(request.Admitted, request.End.IsComplete);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Generating {Count} requests again that an earlier process left in {Path}")]
    private static partial void Recovered(ILogger logger, int count, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Id} failed: {Error}")]
    private static partial void Failed(ILogger logger, string id, string? error);
}
