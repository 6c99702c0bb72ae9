using Continuum.Serving.Models.Tokenization;
using Continuum.Serving.Permits;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Telemetry;

namespace Continuum.Serving.Admission;

/// <summary>
/// Drives one request through the engine to its end. If its data class loses the permit on the way, what runs is called off;
/// when the permit is back it is generated again from the beginning, to the same tokens, and goes on where it was.
/// </summary>
internal sealed class RequestRun(ServedRequest request, Engine engine, TextTokenizer tokenizer, ClassPermits permits, TimeSpan holdTimeout, TimeProvider clock, ServingMetrics metrics)
{
    private readonly TokenTextStream text = new(tokenizer);
    private readonly StopMatcher stops = new(request.Admitted.Stop);

    private readonly RequestTiming timing = new(metrics, request.AcceptedAt);

    private AdmittedRequest Admitted => request.Admitted;

    /// <summary>Hands the request to the engine.</summary>
    /// <exception cref="QueueFullException">Too many wait.</exception>
    /// <exception cref="ArgumentException">Prompt or parameters are out of range.</exception>
    public Task<Generation> SubmitAsync() =>
        engine.SubmitAsync(new GenerationRequest(Admitted.Id, Admitted.Prompt, Admitted.Sampling, Admitted.Tenant));

    /// <summary>Runs to the end.</summary>
    /// <param name="generation">What was submitted, or null to submit when the class is permitted.</param>
    /// <returns>How it ended.</returns>
    public async Task<RequestEnd> ToEndAsync(Generation? generation)
    {
        var end = await FinishAsync(generation);
        timing.End(Admitted.Prompt.Count, end);
        return end;
    }

    private async Task<RequestEnd> FinishAsync(Generation? generation)
    {
        try
        {
            while (true)
            {
                if (generation is null)
                {
                    if (await PermittedAsync() is { } refused) return refused;
                    generation = await SubmitPatientlyAsync();
                }
                if (await FollowAsync(generation) is { } end) return end;
                generation = null;
            }
        }
        catch (OperationCanceledException) when (request.Cancelled.IsCancellationRequested)
        {
            return RequestEnd.Cancelled;
        }
        catch (ObjectDisposedException)
        {
            return RequestEnd.Suspended;
        }
        catch (Exception error)
        {
            return new RequestEnd(FinishReason.Failed, "engine_failed", error.Message);
        }
    }

    /// <summary>Null when it must be generated again.</summary>
    private async Task<RequestEnd?> FollowAsync(Generation generation)
    {
        using var called = request.Cancelled.UnsafeRegister(_ => generation.Cancel(), null);
        var lostPermit = false;
        void Recheck()
        {
            if (permits.Of(Admitted.DataClass).Permit == ClassPermit.Allowed) return;
            Volatile.Write(ref lostPermit, true);
            generation.Cancel();
        }

        permits.Changed += Recheck;
        try
        {
            // The permit may have gone between the decision and the subscription.
            Recheck();
            await foreach (var next in generation.Events.ReadAllAsync(CancellationToken.None))
            {
                if (next.Token is { } token && Take(next.Index, token, next.Finish is not null) is { } end)
                {
                    generation.Cancel();
                    return end;
                }
                if (next.Finish is not { } reason) continue;
                if (reason == FinishReason.Failed) return new RequestEnd(reason, "pipeline_failed", next.Error);
                if (reason != FinishReason.Cancelled) return new RequestEnd(reason);
                if (request.Cancelled.IsCancellationRequested) return RequestEnd.Cancelled;
                return Volatile.Read(ref lostPermit) ? null : RequestEnd.Suspended;
            }
        }
        finally
        {
            permits.Changed -= Recheck;
        }
        return new RequestEnd(FinishReason.Failed, "engine_failed", "The engine closed the stream without an end.");
    }

    /// <summary>Takes a token; the end if it completed a stop string or is not the one that came before.</summary>
    private RequestEnd? Take(int index, int token, bool last)
    {
        if (request.Token(index) is { } earlier)
        {
            return earlier == token ? null : new RequestEnd(FinishReason.Failed, "not_repeatable",
                $"Token {index} was {earlier} and is {token} when generated again; the answer cannot go on. Send the request anew.");
        }
        var piece = stops.Append(text.Append(token));
        if (last && !stops.Stopped) piece += stops.Append(text.Finish());
        if (last) piece += stops.Finish();
        request.Append(token, piece);
        timing.Token();
        return stops.Stopped ? new RequestEnd(FinishReason.Stop) : null;
    }

    private async Task<RequestEnd?> PermittedAsync()
    {
        using var hold = new CancellationTokenSource(holdTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hold.Token, request.Cancelled);
        try
        {
            var rule = await permits.DecideAsync(Admitted.DataClass, either.Token);
            return rule.Permit == ClassPermit.Allowed ? null : new RequestEnd(FinishReason.Failed, "data_class_refused",
                $"The pipeline may no longer hold data of class '{Admitted.DataClass}'. {rule.Reason}".TrimEnd());
        }
        catch (OperationCanceledException) when (hold.IsCancellationRequested && !request.Cancelled.IsCancellationRequested)
        {
            return new RequestEnd(FinishReason.Failed, "data_class_held", $"Data of class '{Admitted.DataClass}' was on hold for {holdTimeout.TotalSeconds:0} s. {permits.Of(Admitted.DataClass).Reason}".TrimEnd());
        }
    }

    /// <summary>It was admitted before, so a full queue makes it wait and not fail.</summary>
    private async Task<Generation> SubmitPatientlyAsync()
    {
        while (true)
        {
            request.Cancelled.ThrowIfCancellationRequested();
            try
            {
                return await SubmitAsync();
            }
            catch (QueueFullException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, request.Cancelled);
            }
        }
    }
}
