namespace Continuum.EndToEnd.Tests;

/// <summary>A temporary data folder, short enough for a Unix socket inside.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ctm").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A killed process may still be letting go of a file; the system empties its temporary folder itself.
        }
    }
}
