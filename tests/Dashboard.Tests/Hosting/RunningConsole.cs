using System.Net.Http.Headers;
using Continuum.Testing;
using Dashboard.Hosting;
using Dashboard.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Tests.Hosting;

/// <summary>The whole console in this process, on a port and a data folder of its own, with the lab.</summary>
public sealed class RunningConsole : IAsyncLifetime
{
    private readonly MachineLock machine = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ctm");
    private WebApplication app = null!;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its data folder.</summary>
    public string Folder => folder.FullName;

    public async ValueTask InitializeAsync()
    {
        await machine.InitializeAsync();
        app = ConsoleHost.Build(new ConsoleArguments(folder.FullName, null, "http://127.0.0.1:0"));
        await app.StartAsync();
        Address = new Uri(app.Urls.First(u => u.StartsWith("http://127", StringComparison.Ordinal)));
    }

    /// <summary>A client with a fresh key of that role; anonymous when the role is null.</summary>
    public async Task<HttpClient> ClientAsync(string? role, params string[] scopes)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (role is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(role, scopes));
        return client;
    }

    /// <summary>A fresh key.</summary>
    public async Task<string> KeyAsync(string role, params string[] scopes) =>
        (await Services.GetRequiredService<KeyRing>().CreateAsync("test", role, scopes, "test", null, TestContext.Current.CancellationToken)).Text;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
        await machine.DisposeAsync();
    }
}

/// <summary>Tests that share one console.</summary>
[CollectionDefinition(Name)]
public sealed class RunningConsoleCollection : ICollectionFixture<RunningConsole>
{
    public const string Name = "running console";
}
