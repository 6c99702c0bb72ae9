using Dashboard.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dashboard.Hosting;

/// <summary>Prints where the console is and, while it has no administrator, a fresh one-time link, to the terminal only.</summary>
internal sealed class FirstSignIn(
    UserDirectory users, FirstAdministratorLink link, IServer server, IHostApplicationLifetime lifetime, TimeProvider time, TextWriter terminal) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(a => !a.Contains("unix:", StringComparison.Ordinal)) ?? "";
        await terminal.WriteLineAsync($"Continuum is ready at {address}");
        while (!stoppingToken.IsCancellationRequested && !users.HasAdministrator)
        {
            await terminal.WriteLineAsync($"""
                No administrator yet. Open this link to make the first one (it works once, for {FirstAdministratorLink.Lifetime.TotalMinutes:0} minutes, then a fresh one is printed):
                  {address}/account/set-up?token={link.Issue()}
                """);
            await terminal.FlushAsync(stoppingToken);
            using var timer = new PeriodicTimer(FirstAdministratorLink.Lifetime, time);
            if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
        }
    }
}
