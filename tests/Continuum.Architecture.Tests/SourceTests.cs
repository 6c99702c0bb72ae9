using System.Text.RegularExpressions;

namespace Continuum.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int LongestFile = 350;

    // To be taken apart; no further file joins them.
    private static readonly string[] StillTooLong =
    [
        "src/Continuum.Knowledge/Words/CanonicalReader.cs",
    ];

    // Tests whose very subject is idle time: a worker that has gone to sleep, an engine on hold that must stay silent.
    private static readonly string[] MaySleep =
    [
        "tests/Continuum.Serving.Tests/Compute/MathTests.cs",
        "tests/Continuum.Serving.Tests/Scheduling/EngineTests.cs",
    ];

    [Fact]
    public void No_source_file_is_too_long_to_read()
    {
        var longOnes = Repository.Files("src", ".cs", ".razor", ".css", ".js", ".proto")
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile && !StillTooLong.Contains(f.File))
            .Select(f => $"{f.File} has {f.Lines} lines");

        Assert.Empty(longOnes);
    }

    [Fact]
    public void No_test_sleeps()
    {
        var sleepers = Repository.Files("tests", ".cs")
            .Where(f => !Repository.Relative(f).StartsWith("tests/Continuum.Benchmarks/", StringComparison.Ordinal) && Path.GetFileName(f) != "SourceTests.cs")
            .Where(f => Sleeps(File.ReadAllLines(f)))
            .Select(Repository.Relative)
            .Except(MaySleep);

        Assert.Empty(sleepers);
    }

    [Theory]
    [InlineData("Thread.Sleep(20);", true)]
    [InlineData("await Task.Delay(50);", true)]
    [InlineData("while (!condition()) await Task.Delay(1);", false)]
    [InlineData("while (!done)\n{\n    clock.Advance(second);\n    await Task . Delay(1, token);\n}", false)]
    [InlineData("while (!done)\n{\n}\n\n\n\n\n\n\n\n\n\n\n\nawait Task.Delay(1);", true)]
    [InlineData("await Task.DelayedAsync();", false)]
    public void A_pause_counts_unless_it_waits_for_a_condition(string source, bool counts) => Assert.Equal(counts, Sleeps(source.Split('\n')));

    // A pause inside a loop over a condition is how one waits for what raises no event.
    private static bool Sleeps(string[] lines)
    {
        const int LoopLines = 12;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Pause().IsMatch(lines[i]) && !lines[Math.Max(0, i - LoopLines)..(i + 1)].Any(l => Loop().IsMatch(l))) return true;
        }

        return false;
    }

    [GeneratedRegex(@"\b(Thread\s*\.\s*Sleep|Task\s*\.\s*Delay)\s*\(")]
    private static partial Regex Pause();

    [GeneratedRegex(@"\bwhile\s*\(")]
    private static partial Regex Loop();
}
