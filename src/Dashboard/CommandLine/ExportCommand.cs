using Continuum.Infrastructure.Lab;
using Continuum.Infrastructure.SiteFiles;

namespace Dashboard.CommandLine;

/// <summary><c>export</c>: a site as a site file in its canonical form.</summary>
internal static class ExportCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter stdout)
    {
        var options = Options.Parse(args, ["--site"]);
        var site = options.Find("--site") is { } path ? SiteArgument.Read(path) : LabSite.Site;
        await stdout.WriteAsync(SiteWriter.Write(site));
        return ExitCodes.Passed;
    }
}
