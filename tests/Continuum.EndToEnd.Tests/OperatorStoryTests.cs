using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Continuum.EndToEnd.Tests;

/// <summary>The main job, as an operator lives it: say it, see it planned and proved, approve it, watch it, break it, see it repaired.</summary>
public sealed class OperatorStoryTests(SignedInConsole console) : IClassFixture<SignedInConsole>
{
    private const string Headline = "Patient notes stay in Germany, never cross a US-run switch, and triage answers within 300 ms";

    [Fact]
    public async Task An_intent_is_said_planned_proved_approved_enacted_broken_and_repaired()
    {
        var (page, errors) = await console.OpenAsync("/");
        await page.Locator("#composer").FillAsync(Headline);
        await page.Locator("#composer").PressAsync("Enter");

        var exchange = page.Locator(".exchange").Last;
        var approve = exchange.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true });
        await Expect(approve).ToBeEnabledAsync(new() { Timeout = 60_000 });
        await Expect(exchange).ToContainTextAsync("all hold");
        await approve.ClickAsync();

        await Expect(exchange.Locator(".plan-title")).ToContainTextAsync(new Regex("\\bactive\\b", RegexOptions.IgnoreCase), new() { Timeout = 90_000 });
        var href = await exchange.Locator(".foot a").First.GetAttributeAsync("href");
        await page.GotoAsync(href!);
        await SignedInConsole.InteractiveAsync(page);
        await Expect(page.Locator("main")).ToContainTextAsync("Evidence");
        await Expect(page.Locator("main")).ToContainTextAsync(SignedInConsole.User);

        // Behind the console's back, as an outsider would.
        await page.GotoAsync("/settings/lab");
        await SignedInConsole.InteractiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Tamper with a flow" }).ClickAsync();

        await page.GotoAsync(href!);
        await SignedInConsole.InteractiveAsync(page);
        await Expect(page.Locator("main")).ToContainTextAsync(new Regex("repaired", RegexOptions.IgnoreCase), new() { Timeout = 60_000 });
        Assert.Empty(errors);
    }
}
