using System.Diagnostics;

namespace Continuum.Serving.Load;

/// <summary>Replays a trace against a gateway, open loop: requests are sent when they are due, whether earlier ones are answered or not.</summary>
public static class LoadRun
{
    /// <summary>Runs a load to its end.</summary>
    /// <param name="options">What to replay, and where.</param>
    /// <param name="progress">Hears each result, or null.</param>
    /// <param name="cancellation">Stops sending and calls off what is on its way.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="HttpRequestException">The gateway cannot be reached.</exception>
    public static async Task<LoadReport> RunAsync(LoadOptions options, IProgress<RequestResult>? progress = null, CancellationToken cancellation = default)
    {
        using var client = new LoadClient(options);
        var (model, context) = await client.ModelAsync(options.Model, cancellation);
        var planned = LoadPlan.Make(options, context);
        var results = new RequestResult[planned.Count];
        var running = new List<Task>(planned.Count);
        var start = Stopwatch.GetTimestamp();
        foreach (var request in planned)
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds is var now && now < request.Due)
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, request.Due - now)), cancellation);
            running.Add(SendAsync(request));
        }
        await Task.WhenAll(running);
        return LoadReport.Of(options, model, planned, results, Stopwatch.GetElapsedTime(start).TotalSeconds);

        async Task SendAsync(PlannedRequest request)
        {
            var late = Stopwatch.GetElapsedTime(start).TotalSeconds - request.Due;
            await Task.Yield();
            results[request.Number] = await client.SendAsync(model, request, late, options.Seed, cancellation);
            progress?.Report(results[request.Number]);
        }
    }
}
