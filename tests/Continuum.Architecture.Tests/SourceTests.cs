using System.Text.RegularExpressions;

namespace Continuum.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int LongestFile = 350;

    // Places that wait for something that raises no event, or that make a thread idle because that is what they test.
    private static readonly string[] MaySleep =
    [
        "tests/Continuum.Serving.Tests/Compute/MathTests.cs",
        "tests/Continuum.Serving.Tests/Support/MachineLock.cs",
    ];

    [Fact]
    public void No_source_file_is_too_long_to_read()
    {
        var longOnes = Repository.Files("src", ".cs", ".razor", ".css", ".js", ".proto")
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile)
            .Select(f => $"{f.File} has {f.Lines} lines");

        Assert.Empty(longOnes);
    }

    [Fact]
    public void No_test_sleeps()
    {
        var sleepers = Repository.Files("tests", ".cs")
            .Where(f => !Repository.Relative(f).StartsWith("tests/Continuum.Benchmarks/", StringComparison.Ordinal))
            .Where(f => Sleep().IsMatch(File.ReadAllText(f)))
            .Select(Repository.Relative)
            .Except(MaySleep);

        Assert.Empty(sleepers);
    }

    [GeneratedRegex(@"\b(Thread\s*\.\s*Sleep|Task\s*\.\s*Delay)\s*\(")]
    private static partial Regex Sleep();
}
