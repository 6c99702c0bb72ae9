using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Continuum.EndToEnd.Tests;

/// <summary>Every page, dark and light and at phone width: no accessibility violation, no script error, no sideways scrolling; with a picture.</summary>
public sealed class PageTests(SignedInConsole console) : IClassFixture<SignedInConsole>
{
    public static TheoryData<string, string> Pages => new()
    {
        { "overview", "/" },
        { "overview-table", "/?view=table" },
        { "intents", "/intents" },
        { "intent", "/intents/1" },
        { "services", "/services" },
        { "service", "/services/triage" },
        { "reconfigurations", "/reconfigurations" },
        { "nodes", "/nodes" },
        { "network", "/network" },
        { "compliance", "/compliance" },
        { "audit", "/audit" },
        { "settings", "/settings" },
        { "lab", "/settings/lab" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_accessible_and_quiet(string name, string path)
    {
        await IntentAsync();
        foreach (var (suffix, width, height, dark) in new[] { ("dark", 1440, 900, true), ("light", 1440, 900, false), ("phone", 390, 844, true), ("phone-light", 390, 844, false) })
        {
            var (page, errors) = await console.OpenAsync(path, width, height, dark);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (suffix != "phone-light") await Pictures.TakeAsync(page, $"{name}-{suffix}");
            var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } });
            Assert.True(result.Violations.Length == 0, $"{name} {suffix}:\n" + string.Join('\n', result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}\n  {string.Join(' ', n.Any.Concat(n.All).Select(c => c.Message))}"))));
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{name} {suffix} scrolls sideways");
            Assert.Empty(errors);
            await page.Context.CloseAsync();
        }
    }

    // One active intent and one that awaits approval, so that pages have something to show.
    private async Task IntentAsync()
    {
        var (page, _) = await console.OpenAsync("/");
        if (await page.Locator(".exchange").CountAsync() == 0)
        {
            await page.Locator("#composer").FillAsync("Everything with phi data must stay in Germany.");
            await page.Locator("#composer").PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync(new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator(".exchange").Last.Locator(".plan-title")).ToContainTextAsync("active", new() { Timeout = 90_000, IgnoreCase = true });
            await page.Locator("#composer").FillAsync("Traffic between chart-db and chart-api never crosses a US-run switch, and triage answers within 300 ms.");
            await page.Locator("#composer").PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).WaitForAsync(new() { Timeout = 60_000 });
        }

        await page.Context.CloseAsync();
    }
}
