namespace Continuum.Testing;

/// <summary>
/// Held by tests that start browsers, processes or fill the cores: test assemblies run in parallel on one machine, and
/// two such tests at once starve each other.
/// </summary>
public sealed class MachineLock : IAsyncLifetime
{
    private FileStream? held;

    public async ValueTask InitializeAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), "continuum-tests.lock");
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (held is null)
        {
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await poll.WaitForNextTickAsync();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        held?.Dispose();
        return ValueTask.CompletedTask;
    }
}
