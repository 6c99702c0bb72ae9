namespace Continuum.Serving.Tests.Support;

/// <summary>One saturating test at a time on a machine, across processes: lock file continuum-tests.lock in the temp folder.</summary>
internal sealed class MachineLock : IDisposable
{
    private readonly FileStream file;

    private MachineLock(FileStream file) => this.file = file;

    public static MachineLock Take()
    {
        while (true)
        {
            try
            {
                return new(new FileStream(Path.Combine(Path.GetTempPath(), "continuum-tests.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
