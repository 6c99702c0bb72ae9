using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Continuum.Architecture.Tests;

public sealed class ReferenceTests
{
    public static TheoryData<string> Projects => [.. Planes.MayReference.Keys];

    [Fact]
    public void Every_source_project_stands_in_the_table()
    {
        var found = Repository.Files("src", ".csproj").Select(f => Path.GetFileNameWithoutExtension(f)).Order();

        Assert.Equal(Planes.MayReference.Keys.Order(), found);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_references_only_what_lies_before_it(string project)
    {
        var references = Elements(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));

        Assert.Empty(references.Except(Planes.MayReference[project]));
    }

    // A reference of a reference is visible to the compiler, so that the project file alone does not tell.
    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_lies_before_it(string project)
    {
        var path = Path.Combine(AppContext.BaseDirectory, project + ".dll");
        Assert.True(File.Exists(path), $"{path} is not built");
        using var pe = new PEReader(File.OpenRead(path));
        var metadata = pe.GetMetadataReader();
        var used = metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)).Where(Planes.MayReference.ContainsKey);

        Assert.Empty(used.Except(Planes.MayUse(project)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Insides_are_shown_to_tests_alone(string project)
    {
        var shown = Elements(project, "InternalsVisibleTo").Concat(
            Repository.Files(Path.Combine("src", project), ".cs").SelectMany(f => File.ReadLines(f))
                .Where(l => l.TrimStart().StartsWith("[assembly:", StringComparison.Ordinal) && l.Contains("InternalsVisibleTo", StringComparison.Ordinal))
                .Select(l => l.Split('"')[1]));

        Assert.All(shown, s => Assert.True(s.EndsWith(".Tests", StringComparison.Ordinal) || s == "Continuum.Benchmarks", $"{project} shows its insides to {s}"));
    }

    [Fact]
    public void The_nouns_need_no_package() => Assert.Empty(Elements("Continuum.Core", "PackageReference"));

    [Fact]
    public void Versions_are_central() => Assert.All(
        Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj")),
        f => Assert.DoesNotContain(XDocument.Load(f).Descendants("PackageReference"), p => p.Attribute("Version") is not null));

    private static IEnumerable<string> Elements(string project, string name) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj")).Descendants(name).Select(e => (string?)e.Attribute("Include") ?? "");
}
