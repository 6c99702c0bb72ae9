using System.Text;
using Continuum.Infrastructure.SiteFiles;

namespace Continuum.Infrastructure.Tests.SiteFiles;

public sealed class HostileSiteFileTests
{
    [Theory]
    [InlineData("site: &a x\n", "anchor &a")]
    [InlineData("site: *a\n", "alias *a")]
    [InlineData("site: !!python/object x\n", "tag")]
    [InlineData("site: x\n---\nsite: y\n", "second document")]
    [InlineData("", "empty file")]
    [InlineData("# nothing\n", "empty file")]
    [InlineData("site: [\n", "not YAML")]
    [InlineData("site: x\n\tnodes: []\n", "not YAML")]
    [InlineData("{ [a]: b }\n", "a list as a key")]
    [InlineData("- site\n", "a list")]
    [InlineData("just text\n", "'just text'")]
    public void It_is_refused_with_a_place(string yaml, string found)
    {
        var reading = SiteFile.Parse(yaml);

        Assert.Null(reading.Site);
        Assert.Contains(reading.Faults, f => f.Line > 0 && f.Column > 0 && f.Found.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void Deep_nesting_is_left_where_it_begins()
    {
        var fault = Assert.Single(SiteFile.Parse("nodes: " + new string('[', 200_000)).Faults);

        Assert.Contains("levels", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_do_not_multiply()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{(char)('b' + i)}: &{(char)('b' + i)} [*{(char)('a' + i)},*{(char)('a' + i)}]\n"));

        Assert.Contains("anchor", Assert.Single(SiteFile.Parse(bomb).Faults).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_file_is_not_read_to_its_end()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "This machine has no /dev/zero.");

        Assert.Contains("MiB", Assert.Single(SiteFile.Read("/dev/zero").Faults).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_place()
    {
        using var file = new TemporaryFile([.. Encoding.ASCII.GetBytes("site: x\nnodes: "), 0xff, 0xfe]);

        var fault = Assert.Single(SiteFile.Read(file.Path).Faults);

        Assert.Equal((2, 8), (fault.Line, fault.Column));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        using var file = new TemporaryFile([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes("site: Zürich\n")]);

        Assert.Equal("Zürich", SiteFile.Read(file.Path).Site?.Name);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_a_fault()
    {
        Assert.Contains("no such file", Assert.Single(SiteFile.Read("/no/such/site.yaml").Faults).ToString(), StringComparison.Ordinal);
        Assert.Contains("a folder", Assert.Single(SiteFile.Read(Path.GetTempPath()).Faults).ToString(), StringComparison.Ordinal);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(byte[] bytes)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllBytes(Path, bytes);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
