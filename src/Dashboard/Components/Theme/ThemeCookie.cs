using Microsoft.AspNetCore.Http;

namespace Dashboard.Components.Theme;

/// <summary>
/// The chosen appearance. It lives in a cookie that js/theme.js writes, so that the server renders the right palette
/// at once and nothing flashes.
/// </summary>
public static class ThemeCookie
{
    /// <summary>The cookie's name; its value is "dark" or "light".</summary>
    public const string Name = "continuum-theme";

    /// <summary>Whether the request asks for the dark palette; dark when it does not say.</summary>
    public static bool IsDark(HttpContext? context) => context?.Request.Cookies[Name] != "light";
}
