using System.Reflection;
using System.Runtime.Loader;

namespace Dashboard.Tests.CommandLine;

/// <summary>A command starts cold on every call: loading the web host, jobs, store or UI would take longer than planning.</summary>
public sealed class StartUpTests : CommandLineFixture
{
    private static readonly string[] Heavy = ["Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "Hangfire", "SQLite", "LiteDB", "MudBlazor", "Microsoft.SemanticKernel", "Grpc", "Newtonsoft"];

    [Fact]
    public async Task A_command_loads_none_of_them()
    {
        var context = new RecordingContext();
        var entry = context.LoadFromAssemblyName(new AssemblyName("Dashboard")).EntryPoint!;

        await RunEntryPoint(entry, ["plan", "--site", SiteFile, "--intent", "db stays in Germany"]);

        Assert.Contains("YamlDotNet", context.Names);
        Assert.DoesNotContain(context.Names, n => Heavy.Any(h => n.StartsWith(h, StringComparison.Ordinal)));
    }

    private static async Task RunEntryPoint(MethodInfo entry, string[] args)
    {
        var result = await Task.Run(() => entry.Invoke(null, [args]), TestContext.Current.CancellationToken);
        Assert.Equal(0, result);
    }

    /// <summary>Loads everything afresh, and remembers what was asked for.</summary>
    private sealed class RecordingContext() : AssemblyLoadContext("recording")
    {
        public List<string> Names { get; } = [];

        protected override Assembly? Load(AssemblyName name)
        {
            lock (Names) Names.Add(name.Name ?? "");
            var path = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
