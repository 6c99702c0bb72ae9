namespace Continuum.Architecture.Tests;

public sealed class LayoutTests
{
    private static readonly string[] Required = ["src", "tests", "wwwroot", "Dashboard.sln", "appsettings.json", "README.md"];
    private static readonly string[] Besides = ["Directory.Build.props", "Directory.Packages.props", "global.json", "docs", "LICENSE"];

    // Folders that tools leave behind and that git ignores.
    private static readonly string[] Ignored = ["TestResults", "artifacts"];

    [Fact]
    public void The_top_level_is_as_agreed()
    {
        var found = Directory.EnumerateFileSystemEntries(Repository.Root).Select(e => Path.GetFileName(e)).Where(n => !n.StartsWith('.')).Except(Ignored).ToList();

        Assert.Empty(Required.Except(found));
        Assert.Empty(found.Except(Required).Except(Besides));
    }

    [Fact]
    public void Every_test_project_mirrors_a_source_project()
    {
        var sources = Repository.Files("src", ".csproj").Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        string[] kinds = ["Continuum.Architecture.Tests", "Continuum.EndToEnd.Tests", "Continuum.Fabric.Tests", "Continuum.Benchmarks", "Dashboard.Components.Tests"];

        Assert.All(
            Repository.Files("tests", ".csproj").Select(f => Path.GetFileNameWithoutExtension(f)).Except(kinds),
            t => Assert.Contains(t.Replace(".Tests", "", StringComparison.Ordinal), sources));
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Dashboard.sln"));

        Assert.All(
            Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj")),
            p => Assert.Contains(Repository.Relative(p).Replace('/', '\\'), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void No_launch_settings_announce_themselves_on_standard_output() =>
        Assert.DoesNotContain(Repository.Files("src", ".json"), f => Path.GetFileName(f) == "launchSettings.json");
}
