using System.Net.Sockets;
using Continuum.Infrastructure.Storage;
using Dashboard.Api;
using Dashboard.Hubs;
using Dashboard.Jobs;
using Dashboard.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Dashboard.Hosting;

/// <summary>The console: web server, jobs and what watches the site.</summary>
internal static class ConsoleHost
{
    /// <summary>Serves until it is told to stop; the exit code of the process.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (arguments, problem) = ConsoleArguments.Read(args, Environment.GetEnvironmentVariable);
        if (arguments is null) return await FailAsync($"{problem}\n{ConsoleArguments.Usage}");
        WebApplication app;
        try
        {
            app = Build(arguments);
        }
        catch (Exception error) when (error is StartException or StorageException)
        {
            return await FailAsync(error.Message);
        }

        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch (StorageException error)
            {
                return await FailAsync(error.Message);
            }
            catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || error.GetBaseException() is SocketException)
            {
                return await FailAsync($"{error.Message} Another program listens there; choose another address with --urls, e.g. --urls http://127.0.0.1:5090");
            }

            await app.WaitForShutdownAsync();
            if (Continuum.Serving.Client.ProcessFolder.Alive(arguments.Data).Count is var alive and > 0)
                await Console.Out.WriteLineAsync($"The services go on in {alive} processes of their own; the next console finds them. To end them: services stop --data {arguments.Data}");
        }

        return 0;
    }

    /// <summary>Composes the console.</summary>
    /// <exception cref="StartException">Something that it needs is missing, in use or broken; the message says what to do.</exception>
    public static WebApplication Build(ConsoleArguments arguments)
    {
        var folder = DataFolder.Open(arguments.Data);
        try
        {
            return Build(arguments, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static WebApplication Build(ConsoleArguments arguments, DataFolder folder)
    {
        // The caller's folder when it holds the settings (the root of a checkout), else the copy beside the binaries.
        var root = Directory.GetCurrentDirectory();
        if (!File.Exists(Path.Combine(root, "appsettings.json"))) root = AppContext.BaseDirectory;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = root, ApplicationName = typeof(ConsoleHost).Assembly.GetName().Name });
        builder.WebHost.UseStaticWebAssets();
        if (builder.Configuration["AllowedHosts"] is null or "*") builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<TextWriter>(Console.Out);
        services.AddSingleton(arguments);
        services.AddConsoleStorage(folder);
        services.AddConsolePlanes(arguments.Site, folder, builder.Configuration);
        services.AddJobs(folder.Path);
        services.AddHttpContextAccessor();
        services.AddAccess();
        services.AddRateLimits(builder.Configuration);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "continuum-form";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddConsoleApi();
        services.AddHubs();
        services.AddConsolePages();
        services.AddHostedService<FirstSignIn>();

        var urls = arguments.Urls ?? builder.Configuration["Urls"] ?? "http://127.0.0.1:5080";
        builder.WebHost.UseUrls([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), .. LocalSocket.UrlIn(arguments.Data) is { } local ? [local] : Array.Empty<string>()]);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseHostFiltering();
        app.UseSecurityHeaders();
        app.UseOriginCheck();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.Use((context, next) =>
        {
            // A program gets the bare status; so does a form, whose token the page of that address would refuse.
            if (!HttpMethods.IsGet(context.Request.Method) || IsForPrograms(context.Request.Path)) context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapAccount();
        app.MapConsoleApi();
        app.MapLocal();
        app.MapHub<TelemetryHub>("/hubs/telemetry");
        app.MapJobsDashboard();
        app.MapConsolePages();
        app.Lifetime.ApplicationStarted.Register(() => SocketPermissions(arguments));
        return app;
    }

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/local") || path.StartsWithSegments("/openapi");

    private static void SocketPermissions(ConsoleArguments arguments)
    {
        var path = LocalSocket.PathIn(arguments.Data);
        if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}

/// <summary>The console cannot start; the message says why and what to do.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
