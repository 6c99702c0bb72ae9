using System.Runtime.CompilerServices;
using Continuum.Infrastructure.SiteFiles;
using Continuum.Orchestration.Evaluation;

namespace Dashboard.Tests.CommandLine;

public sealed class ShippedCorpusTests
{
    [Fact]
    public void Every_row_of_the_shipped_corpora_can_be_read_and_speaks_of_its_site()
    {
        var files = Directory.GetFiles(Folder(), "*.jsonl");
        Assert.NotEmpty(files);
        var sites = new Dictionary<string, SiteReading>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (rows, errors) = CorpusReader.Read(File.ReadLines(file), Path.GetFileName(file));
            Assert.Empty(errors);
            Assert.NotEmpty(rows);
            foreach (var row in rows)
            {
                var path = Path.Combine(Folder(), row.Site ?? "");
                if (!sites.TryGetValue(path, out var reading)) sites[path] = reading = SiteFile.Read(path);
                Assert.Empty(reading.Faults);
                Assert.Empty(CorpusNames.Unknown(row, reading.Site!).Select(u => $"{Path.GetFileName(file)}:{row.Line}: {u}"));
            }
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "corpus");
}
