using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Continuum.EndToEnd.Tests;
using Microsoft.Playwright;

namespace Continuum.Benchmarks.OperatorConsole;

/// <summary>An administrator in a browser and a program with a key, both at one console.</summary>
internal sealed class ConsoleSession : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly HttpClient api;

    private ConsoleSession(IPlaywright playwright, IBrowser browser, IBrowserContext context, HttpClient api) =>
        (this.playwright, this.browser, Context, this.api) = (playwright, browser, context, api);

    public IBrowserContext Context { get; }

    public static async Task<ConsoleSession> SignInAsync(ConsoleProcess console, string folder)
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException($"Chromium is not at {Chromium}; install it: apt-get install -y chromium");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var context = await browser.NewContextAsync(new() { BaseURL = console.Address.ToString(), ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(await console.FirstLink);
        await page.GetByLabel("User name").FillAsync("root");
        await page.GetByLabel("Password").FillAsync("a long enough password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create and sign in" }).ClickAsync();
        await ReadyAsync(page);
        await page.CloseAsync();
        var (code, key) = await ConsoleProcess.RunAsync("keys", "create", "--role", "operator", "--scope", "approve", "--data", folder);
        if (code != 0) throw new InvalidOperationException(key);
        var api = new HttpClient { BaseAddress = console.Address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        return new ConsoleSession(playwright, browser, context, api);
    }

    /// <summary>Opens a page and waits for its circuit.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(path);
        await ReadyAsync(page);
        return page;
    }

    /// <summary>Says, approves and waits until it is active.</summary>
    public async Task<long> EnactAsync(string text)
    {
        using var said = await api.PostAsJsonAsync("/api/v1/intents", new { text });
        said.EnsureSuccessStatusCode();
        var id = (await said.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var planned = await UntilAsync(id, i => Status(i) == "awaitingApproval");
        using var approved = await api.PostAsJsonAsync($"/api/v1/intents/{id}/approve", new { planHash = planned.GetProperty("plan").GetProperty("hash").GetString() });
        approved.EnsureSuccessStatusCode();
        await UntilAsync(id, i => Status(i) == "active" && i.GetProperty("evidence").GetArrayLength() > 0);
        return id;
    }

    /// <summary>Names of the switches that carry a rule of the intent's plan.</summary>
    public async Task<IReadOnlyList<string>> SwitchesOfAsync(long id)
    {
        var devices = (await UntilAsync(id, _ => true)).GetProperty("plan").GetProperty("flowRules").EnumerateArray().Select(r => r.GetProperty("deviceId").GetString()).ToHashSet();
        var site = await api.GetFromJsonAsync<JsonElement>("/api/v1/site");
        return [.. site.GetProperty("site").GetProperty("switches").EnumerateArray().Where(s => devices.Contains($"of:{s.GetProperty("datapathId").GetUInt64():x16}")).Select(s => s.GetProperty("name").GetString()!)];
    }

    public async Task<JsonElement> UntilAsync(long id, Func<JsonElement, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var intent = await api.GetFromJsonAsync<JsonElement>($"/api/v1/intents/{id}", limit.Token);
            if (holds(intent)) return intent;
            if (Status(intent) is "rejected" or "clarifying" or "failed") throw new InvalidOperationException($"Intent {id} is {Status(intent)}: {intent}");
            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static string? Status(JsonElement intent) => intent.GetProperty("status").GetString();

    private static Task ReadyAsync(IPage page) => page.Locator("#composer[data-ready=yes]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
}
