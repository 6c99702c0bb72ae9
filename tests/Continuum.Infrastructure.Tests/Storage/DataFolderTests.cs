using System.Diagnostics;
using Continuum.Infrastructure.Storage;

namespace Continuum.Infrastructure.Tests.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("/a/b", "/env", "/xdg", "/home/x", "/a/b")]
    [InlineData(null, "/env", "/xdg", "/home/x", "/env")]
    [InlineData(null, null, "/xdg", "/home/x", "/xdg/continuum")]
    [InlineData(null, null, "relative", "/home/x", "/home/x/.local/share/continuum")]
    [InlineData("", " ", null, "/home/x", "/home/x/.local/share/continuum")]
    public void Resolves_in_the_documented_order(string? option, string? data, string? xdg, string home, string expected)
    {
        var variables = new Dictionary<string, string?> { ["CONTINUUM_DATA"] = data, ["XDG_DATA_HOME"] = xdg, ["HOME"] = home };
        Assert.Equal(expected, DataFolder.Resolve(option, variables.GetValueOrDefault));
    }

    [Fact]
    public void A_relative_option_belongs_to_the_callers_folder() =>
        Assert.Equal(Path.Combine(Directory.GetCurrentDirectory(), "here"), DataFolder.Resolve("here", _ => null));

    [Fact]
    public void A_new_folder_is_its_owners_alone()
    {
        using var folder = DataFolder.Open(temp.File("a/b"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("console.lock")));
    }

    [Fact]
    public void An_open_folder_with_other_files_is_refused_and_not_closed()
    {
        File.WriteAllText(temp.File("notes.txt"), "mine");
        var open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(temp.Path, open);
        var error = Assert.Throws<StorageException>(() => DataFolder.Open(temp.Path));
        Assert.Contains("chmod 700", error.Message, StringComparison.Ordinal);
        Assert.Equal(open, File.GetUnixFileMode(temp.Path));
    }

    [Fact]
    public void An_empty_open_folder_is_closed()
    {
        var path = temp.File("volume");
        Directory.CreateDirectory(path, (UnixFileMode)0b111_111_111);
        using var folder = DataFolder.Open(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_named()
    {
        File.WriteAllText(temp.File("file"), "");
        Assert.Contains(temp.File("file"), Assert.Throws<StorageException>(() => DataFolder.Open(temp.File("file"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_console_is_refused_with_folder_and_process_until_the_first_is_gone()
    {
        using var first = Children.Start("hold-folder", temp.Path);
        Assert.Equal("held", first.StandardOutput.ReadLine());
        var error = Assert.Throws<StorageException>(() => DataFolder.Open(temp.Path));
        Assert.Contains(temp.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id}", error.Message, StringComparison.Ordinal);

        first.Kill();
        first.WaitForExit();
        DataFolder.Open(temp.Path).Dispose();
        DataFolder.Open(temp.Path).Dispose();
    }

    internal static async Task HoldAsync(string[] args)
    {
        using var folder = DataFolder.Open(args[0]);
        Console.WriteLine("held");
        await Console.In.ReadLineAsync();
    }
}
