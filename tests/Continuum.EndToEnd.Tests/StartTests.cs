using Continuum.Testing;

namespace Continuum.EndToEnd.Tests;

/// <summary>Starts that must be refused, each with a message that says what to do.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private readonly MachineLock machine = new();
    private readonly TemporaryFolder folder = new();

    public ValueTask InitializeAsync() => machine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task A_second_console_on_the_same_data_folder_is_refused()
    {
        await using var first = await ConsoleProcess.StartAsync(folder.Path);
        var (code, output) = await ConsoleProcess.RunAsync("--data", folder.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains(folder.Path, output, StringComparison.Ordinal);
        Assert.Contains("--data", output, StringComparison.Ordinal);
        Assert.Contains(first.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_port_names_the_option()
    {
        await using var first = await ConsoleProcess.StartAsync(folder.Path);
        using var other = new TemporaryFolder();
        var (code, output) = await ConsoleProcess.RunAsync("--data", other.Path, "--urls", first.Address.ToString());
        Assert.Equal(1, code);
        Assert.Contains("--urls", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_site_file_is_refused_with_line_numbers()
    {
        var site = Path.Combine(folder.Path, "bad.yaml");
        await File.WriteAllTextAsync(site, "site: x\nnodes:\n  - name: a\n    tier: moon\n", TestContext.Current.CancellationToken);
        using var other = new TemporaryFolder();
        var (code, output) = await ConsoleProcess.RunAsync("--data", other.Path, "--site", site);
        Assert.Equal(1, code);
        Assert.Contains("bad.yaml:4:", output, StringComparison.Ordinal);
        Assert.Contains("moon", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_named_and_left_as_it_was()
    {
        var store = Path.Combine(folder.Path, "continuum.db");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "console.lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(store, [.. Enumerable.Repeat((byte)0xA5, 20_000)], TestContext.Current.CancellationToken);
        var (code, output) = await ConsoleProcess.RunAsync("--data", folder.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains(store, output, StringComparison.Ordinal);
        Assert.All(await File.ReadAllBytesAsync(store, TestContext.Current.CancellationToken), b => Assert.Equal(0xA5, b));
    }

    [Fact]
    public async Task An_option_that_is_not_known_is_refused()
    {
        var (code, output) = await ConsoleProcess.RunAsync("--dta", folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("'--dta' is not understood", output, StringComparison.Ordinal);
    }
}
