using Continuum.Testing;
using Microsoft.Playwright;

namespace Continuum.EndToEnd.Tests;

/// <summary>A console process with its lab, and a browser signed in as the first administrator by the one-time link.</summary>
public sealed class SignedInConsole : IAsyncLifetime
{
    /// <summary>The administrator's name.</summary>
    public const string User = "root";

    /// <summary>The administrator's password.</summary>
    public const string Password = "a long enough password";

    private readonly MachineLock machine = new();
    private readonly TemporaryFolder folder = new();
    private IReadOnlyList<BrowserContextCookiesResult> cookies = [];

    /// <summary>The process.</summary>
    public ConsoleProcess Console { get; private set; } = null!;

    /// <summary>The browser.</summary>
    public Browser Browser { get; private set; } = null!;

    /// <summary>Its data folder.</summary>
    public string Folder => folder.Path;

    public async ValueTask InitializeAsync()
    {
        // Skipping is the test's to do, in OpenAsync: what a fixture throws fails every test of it.
        if (!File.Exists(Requirement.ChromiumPath)) return;
        await machine.InitializeAsync();
        Browser = await Browser.StartAsync();
        // Pictures show what an operator sees; tests of pages need no processes beside them.
        Console = await ConsoleProcess.StartAsync(folder.Path, processes: Pictures.Wanted);
        var (page, _) = await Browser.OpenAsync(Console.Address);
        await page.GotoAsync(await Console.FirstLink);
        await page.GetByLabel("User name").FillAsync(User);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create and sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Complementary, new() { Name = "Chat" }).WaitForAsync();
        // Without the appearance: it would hold every later page in that of this one.
        cookies = [.. (await page.Context.CookiesAsync()).Where(c => c.Name != "continuum-theme")];
        await page.Context.CloseAsync();
    }

    /// <summary>A page of its own, signed in, with the errors that its scripts report.</summary>
    public async Task<(IPage Page, List<string> Errors)> OpenAsync(string path, int width = 1440, int height = 900, bool dark = true)
    {
        Requirement.Chromium();
        var (page, errors) = await Browser.OpenAsync(Console.Address, width, height, dark, cookies);
        await page.GotoAsync(path);
        await InteractiveAsync(page);
        Assert.Equal(dark ? "dark" : "light", await page.Locator("html").GetAttributeAsync("data-theme"));
        return (page, errors);
    }

    /// <summary>Waits until the page is alive: only a circuit moves the time of the newest figures on.</summary>
    public static async Task InteractiveAsync(IPage page)
    {
        var badge = page.Locator(".chip.live");
        var first = await badge.GetAttributeAsync("title");
        await page.Locator("#composer[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.WaitForFunctionAsync("before => document.querySelector('.chip.live')?.title !== before", first);
    }

    /// <summary>Starts the console again on the same folder after a kill -9.</summary>
    public async Task KillAndRestartAsync()
    {
        await Console.KillAsync();
        await Console.DisposeAsync();
        Console = await ConsoleProcess.StartAsync(folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        if (Console is not null) await Console.DisposeAsync();
        if (Pictures.Wanted) await ConsoleProcess.RunAsync("services", "stop", "--data", folder.Path);
        folder.Dispose();
        await machine.DisposeAsync();
    }
}
