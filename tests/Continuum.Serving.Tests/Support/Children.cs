using System.Diagnostics;

namespace Continuum.Serving.Tests.Support;

/// <summary>Processes that tests start from this assembly and kill.</summary>
internal static class Children
{
    private static readonly Dictionary<string, Func<string[], Task>> Parts = new(StringComparer.Ordinal)
    {
        ["gateway"] = Gateway.KilledHeadTests.ServeAsync,
    };

    public static async Task<int> RunAsync(string name, string[] args)
    {
        await Parts[name](args);
        return 0;
    }

    /// <summary>Starts a part; its standard output is read by the test.</summary>
    public static Process Start(string name, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["exec", typeof(Children).Assembly.Location, "child", name, .. args]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
