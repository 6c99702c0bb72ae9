using Microsoft.Playwright;

namespace Continuum.EndToEnd.Tests;

/// <summary>Screenshots: written to docs/screenshots when CONTINUUM_SCREENSHOTS is 1, else only taken.</summary>
public static class Pictures
{
    /// <summary>Whether they are kept.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable("CONTINUUM_SCREENSHOTS") == "1";

    /// <summary>Takes one of the visible part of the page.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        var bytes = await page.ScreenshotAsync();
        Assert.True(bytes.Length > 5_000, $"the picture of {name} is blank: {bytes.Length} bytes");
        if (!Wanted) return;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Dashboard.sln"))) root = root.Parent;
        var folder = Directory.CreateDirectory(Path.Combine(root!.FullName, "docs", "screenshots"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name + ".png"), bytes);
    }
}
