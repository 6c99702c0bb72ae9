using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>What came of reading a site file: a site, or everything that is wrong with the file.</summary>
/// <param name="Site">The site; null when there is a fault.</param>
/// <param name="Faults">All faults in the order of the file.</param>
public sealed record SiteReading(Site? Site, IReadOnlyList<SiteFault> Faults);
