namespace Dashboard.Hosting;

/// <summary>The console: web server, jobs and what watches the site.</summary>
internal static class ConsoleHost
{
    /// <summary>Serves until it is told to stop; the exit code of the process.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // The caller's folder when it holds the settings (the root of a checkout), else the copy beside the binaries.
        var root = Directory.GetCurrentDirectory();
        if (!File.Exists(Path.Combine(root, "appsettings.json"))) root = AppContext.BaseDirectory;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = root });
        builder.WebHost.UseStaticWebAssets();
        var app = builder.Build();
        app.MapStaticAssets();
        await app.RunAsync();
        return 0;
    }
}
