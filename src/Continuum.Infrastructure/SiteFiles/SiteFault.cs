namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Something that a site file says wrongly.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">Counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">Counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Found">What is there.</param>
/// <param name="Expected">What should be there instead.</param>
public sealed record SiteFault(string File, int Line, int Column, string Found, string Expected)
{
    /// <summary>"file:line:column: what was found, what was expected".</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: {Found}, expected {Expected}" : $"{File}:{Line}:{Column}: {Found}, expected {Expected}";
}
