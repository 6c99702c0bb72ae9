using System.Net.Http.Json;

namespace Dashboard.Serving;

/// <summary>
/// A few visitors of the lab's services, so that their figures move: requests at random times through the gateways, as any
/// client sends them. <c>Lab:RequestsPerSecond</c> sets how many a service gets; 0 leaves the services alone.
/// </summary>
internal sealed class LabVisitors(ServiceProcesses processes, TimeProvider clock, VisitorRate rate) : BackgroundService
{
    private const int MostOpen = 8;

    private static readonly string[] Questions =
    [
        "Is the waiting room full?", "Summarise the notes of the last visit.", "Which ward has a bed?", "What does the scan show?", "When is the next appointment?",
    ];

    private readonly Random random = new(20260);
    private int open;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (rate.PerSecond <= 0) return;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            while (true)
            {
                // Times between arrivals of independent visitors are exponential.
                var services = processes.Gateways;
                var seconds = -Math.Log(1 - random.NextDouble()) / (rate.PerSecond * Math.Max(1, services.Count));
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, 60)), clock, stoppingToken);
                if (services.Count == 0 || open >= MostOpen) continue;
                var service = services[random.Next(services.Count)];
                _ = VisitAsync(http, $"{service.Url}/v1/chat/completions", new
                {
                    model = service.Service,
                    messages = new[] { new { role = "user", content = Questions[random.Next(Questions.Length)] } },
                    max_tokens = random.Next(16, 64),
                }, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task VisitAsync(HttpClient http, string address, object body, CancellationToken stop)
    {
        Interlocked.Increment(ref open);
        try
        {
            using var response = await http.PostAsJsonAsync(address, body, stop);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // A visitor who finds the door shut goes away; the head counts what failed.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}

/// <summary>Requests a second for each service.</summary>
internal sealed record VisitorRate(double PerSecond);
