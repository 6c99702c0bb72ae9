using Continuum.Core.Sites;
using Continuum.Infrastructure.SiteFiles;

namespace Dashboard.CommandLine;

/// <summary>The site that a command line names.</summary>
internal static class SiteArgument
{
    /// <summary>Reads a site file.</summary>
    /// <exception cref="UsageException">It cannot be read; every fault is a line of the message.</exception>
    public static Site Read(string path)
    {
        var reading = SiteFile.Read(path);
        return reading.Site ?? throw new UsageException(string.Join(Environment.NewLine, reading.Faults));
    }
}
