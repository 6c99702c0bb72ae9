using Continuum.Core.Sites;
using Continuum.Infrastructure.SiteFiles;

namespace Continuum.Infrastructure.Lab;

/// <summary>The built-in site that a console without configuration shows.</summary>
public static class LabSite
{
    private static readonly Lazy<Site> built = new(Read);

    /// <summary>The site as its file describes it, before anything has happened to it.</summary>
    public static Site Site => built.Value;

    /// <summary>The site file itself, as an example to start from.</summary>
    public static string Text()
    {
        using var stream = typeof(LabSite).Assembly.GetManifestResourceStream("clinic-lab.yaml")
            ?? throw new InvalidOperationException("The built-in site is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static Site Read()
    {
        var reading = SiteFile.Parse(Text(), "clinic-lab.yaml");
        return reading.Site ?? throw new InvalidOperationException("The built-in site is faulty: " + string.Join(" ", reading.Faults));
    }
}
