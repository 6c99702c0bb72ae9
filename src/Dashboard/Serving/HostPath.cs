namespace Dashboard.Serving;

/// <summary>Finds the host of heads and stages, which is built and published beside the console.</summary>
internal static class HostPath
{
    private const string Assembly = "Continuum.Serving.Host.dll";

    /// <summary>Its path.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string Find() => Path.Combine(AppContext.BaseDirectory, Assembly) is var path && File.Exists(path)
        ? path
        : throw new InvalidOperationException($"{Assembly} is not beside the console in {AppContext.BaseDirectory}; build or publish the console as a whole.");
}
