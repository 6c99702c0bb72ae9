using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Continuum.EndToEnd.Tests;

/// <summary>The main job, as an operator lives it: say it, see it planned and proved, approve it, watch it, break it, see it repaired.</summary>
public sealed class OperatorStoryTests(SignedInConsole console) : IClassFixture<SignedInConsole>
{
    private const string Headline = "Patient notes stay in Germany, never cross a US-run switch, and triage answers within 300 ms";

    [Fact]
    public async Task An_intent_is_said_planned_proved_approved_enacted_and_repaired()
    {
        var (page, errors) = await console.OpenAsync("/");
        await page.Locator("#composer").FillAsync(Headline);
        await page.Locator("#composer").PressAsync("Enter");

        var approve = page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true });
        await Expect(approve).ToBeEnabledAsync(new() { Timeout = 60_000 });
        await approve.ClickAsync();

        await Expect(page.Locator(".exchange").Last).ToContainTextAsync("Active", new() { Timeout = 90_000 });
        await page.Locator(".exchange .foot a").Last.ClickAsync();
        await Expect(page.GetByText("Evidence").First).ToBeVisibleAsync();
        Assert.Empty(errors);
    }
}
