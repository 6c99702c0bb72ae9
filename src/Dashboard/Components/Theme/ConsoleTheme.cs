using MudBlazor;

namespace Dashboard.Components.Theme;

/// <summary>
/// The one theme. Its colours are those of wwwroot/css/tokens.css, which static pages and the canvas read; a test holds
/// the two together and checks the contrast of every pair that carries text.
/// </summary>
public static class ConsoleTheme
{
    /// <summary>Inter with tabular figures, dense, without decorative shadows.</summary>
    public static readonly MudTheme Instance = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#f5f7fa",
            BackgroundGray = "#eceff4",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#141b26",
            DrawerBackground = "#ffffff",
            DrawerText = "#141b26",
            DrawerIcon = "#556074",
            TextPrimary = "#141b26",
            TextSecondary = "#556074",
            TextDisabled = "#8a93a3",
            ActionDefault = "#556074",
            ActionDisabled = "#8a93a3",
            Primary = "#1f5fd0",
            PrimaryContrastText = "#ffffff",
            Success = "#0b7850",
            Info = "#6b3fc9",
            Warning = "#8a5a00",
            Error = "#bf2a38",
            Divider = "#d9dfe8",
            LinesDefault = "#d9dfe8",
            LinesInputs = "#7b879a",
            TableLines = "#e4e8ef",
            TableHover = "#eef2f8",
            OverlayDark = "rgba(12,18,28,0.45)",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#0b0f15",
            BackgroundGray = "#0e131a",
            Surface = "#11171f",
            AppbarBackground = "#11171f",
            AppbarText = "#e8edf4",
            DrawerBackground = "#11171f",
            DrawerText = "#e8edf4",
            DrawerIcon = "#94a1b5",
            TextPrimary = "#e8edf4",
            TextSecondary = "#94a1b5",
            TextDisabled = "#667186",
            ActionDefault = "#94a1b5",
            ActionDisabled = "#667186",
            Primary = "#6ea6ff",
            PrimaryContrastText = "#06101f",
            Success = "#45c492",
            Info = "#b49bff",
            Warning = "#e3ad47",
            Error = "#ff7d87",
            Divider = "#232d3a",
            LinesDefault = "#232d3a",
            LinesInputs = "#66748a",
            TableLines = "#1d2631",
            TableHover = "#182130",
            OverlayDark = "rgba(0,0,0,0.6)",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.8125rem", LineHeight = "1.5", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.8125rem", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.75rem", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "0" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "650", LetterSpacing = "0" },
        },
    };

    private static readonly string[] Fonts = ["Inter Variable", "system-ui", "sans-serif"];
}
