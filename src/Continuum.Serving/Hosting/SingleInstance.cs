namespace Continuum.Serving.Hosting;

/// <summary>One process for a node of a service. The system lets go of the lock when the process ends, however it ends.</summary>
internal sealed class SingleInstance : IDisposable
{
    private readonly FileStream file;

    private SingleInstance(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="HostStartException">Another process holds it.</exception>
    public static SingleInstance Take(string dataFolder, string service, string node)
    {
        var folder = ProcessState.Folder(dataFolder, service);
        Directory.CreateDirectory(folder);
        try
        {
            return new(new FileStream(Path.Combine(folder, $"{SafeName.Of(node)}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            var other = ProcessState.Read(dataFolder, service, node);
            throw new HostStartException($"'{node}' of service '{service}' runs already{(other is null ? "" : $" as process {other.ProcessId} on {other.Endpoint}")}; stop it first, or name another node or data folder.");
        }
    }

    public void Dispose() => file.Dispose();
}
