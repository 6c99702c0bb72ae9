using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Dashboard.Components.Theme;
using MudBlazor;
using MudBlazor.Utilities;

namespace Dashboard.Components.Tests.Theme;

public sealed partial class ContrastTests
{
    private static readonly (string Text, string On, double AtLeast)[] Pairs =
    [
        ("text", "bg", 4.5), ("text", "surface", 4.5), ("text-muted", "bg", 4.5), ("text-muted", "surface", 4.5), ("text-muted", "bg-sunken", 4.5), ("text-muted", "band", 4.5),
        ("accent", "surface", 4.5), ("accent", "bg", 4.5), ("on-accent", "accent", 4.5), ("proven", "surface", 4.5), ("moving", "surface", 4.5), ("warning", "surface", 4.5),
        ("violated", "surface", 4.5), ("proven", "bg-sunken", 4.5), ("moving", "bg-sunken", 4.5), ("warning", "bg-sunken", 4.5), ("violated", "bg-sunken", 4.5), ("violated", "bg", 4.5),
        ("line-strong", "surface", 3), ("line-strong", "bg-sunken", 3), ("stage-1", "surface", 3), ("stage-2", "surface", 3), ("stage-3", "surface", 3), ("stage-4", "surface", 3), ("stage-5", "surface", 3), ("stage-6", "surface", 3),
    ];

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void Every_pair_of_colours_that_carries_text_or_state_can_be_read(string theme)
    {
        var tokens = Tokens(theme);

        Assert.All(Pairs, p => Assert.True(Contrast(tokens[p.Text], tokens[p.On]) >= p.AtLeast,
            string.Create(CultureInfo.InvariantCulture, $"{theme}: {p.Text} on {p.On} has {Contrast(tokens[p.Text], tokens[p.On]):0.00}, needs {p.AtLeast}")));
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void The_style_sheet_and_the_component_theme_agree(string theme)
    {
        var tokens = Tokens(theme);
        Palette palette = theme == "dark" ? ConsoleTheme.Instance.PaletteDark : ConsoleTheme.Instance.PaletteLight;

        (string Token, MudColor Colour)[] same =
        [
            ("bg", palette.Background), ("surface", palette.Surface), ("line", palette.Divider), ("text", palette.TextPrimary), ("text-muted", palette.TextSecondary), ("accent", palette.Primary),
            ("on-accent", palette.PrimaryContrastText), ("proven", palette.Success), ("moving", palette.Info), ("warning", palette.Warning), ("violated", palette.Error),
        ];
        Assert.All(same, s => Assert.Equal(tokens[s.Token], s.Colour.ToString(MudColorOutputFormats.Hex)));
    }

    private static Dictionary<string, string> Tokens(string theme)
    {
        var css = File.ReadAllText(Path.Combine(Root(), "wwwroot", "css", "tokens.css"));
        var at = css.IndexOf($"[data-theme=\"{theme}\"]", StringComparison.Ordinal);
        return Token().Matches(css[at..css.IndexOf('}', at)]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    // WCAG 2.1, relative luminance.
    private static double Luminance(string hex)
    {
        double[] c = [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(v => v <= 0.03928 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Dashboard.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Dashboard.sln.");
        return folder.FullName;
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex Token();
}
