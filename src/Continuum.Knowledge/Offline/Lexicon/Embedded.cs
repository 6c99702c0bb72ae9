namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>The data files that are built into the assembly.</summary>
internal static class Embedded
{
    /// <summary>Lines that are neither empty nor comments.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(Embedded).Assembly.GetManifestResourceStream($"Continuum.Knowledge.Offline.Data.{file}")
            ?? throw new InvalidOperationException($"The assembly lacks its data file {file}; build it anew.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}
