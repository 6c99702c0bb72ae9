using System.Text.Json;
using Continuum.Testing;

namespace Continuum.EndToEnd.Tests;

/// <summary>kill -9 in the middle of an enactment: after a restart nothing is half-applied and nothing acknowledged is lost.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly MachineLock machine = new();
    private readonly TemporaryFolder folder = new();

    public ValueTask InitializeAsync() => machine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await machine.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_enactment_that_is_killed_is_finished_or_taken_back(int stepsDone)
    {
        long id;
        var console = await ConsoleProcess.StartAsync(folder.Path);
        await using (console)
        {
            using var api = await ConsoleApi.ConnectAsync(console, folder.Path);
            id = await api.SayAsync("Everything with phi data must stay in Germany, and traffic between chart-db and chart-api never crosses a US-run switch.");
            await api.ApproveAsync(id);
            // Killed between two steps, as near as a reader from outside can see it.
            await api.UntilAsync(id, i => i.GetProperty("status").GetString() != "awaitingApproval" && Done(i) >= stepsDone);
            await console.KillAsync();
        }

        await using var again = await ConsoleProcess.StartAsync(folder.Path);
        using var after = await ConsoleApi.ConnectAsync(again, folder.Path);
        var intent = await after.UntilAsync(id, i => i.GetProperty("status").GetString() is "active" or "failed" && (i.GetProperty("status").GetString() == "failed" || i.GetProperty("evidence").GetArrayLength() > 0));
        var steps = intent.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("state").GetString()).ToList();
        if (intent.GetProperty("status").GetString() == "active")
        {
            Assert.All(steps, s => Assert.Equal("done", s));
            Assert.All(intent.GetProperty("evidence").EnumerateArray(), e => Assert.True(e.GetProperty("holds").GetBoolean(), e.ToString()));
        }
        else
        {
            Assert.DoesNotContain("done", steps);
            Assert.DoesNotContain("running", steps);
        }

        await again.KillAsync();
        var (code, output) = await ConsoleProcess.RunAsync("audit", "verify", "--data", folder.Path);
        Assert.True(code == 0, output);
    }

    private static int Done(JsonElement intent) =>
        intent.GetProperty("steps").EnumerateArray().Count(s => s.GetProperty("state").GetString() == "done");
}
