using System.Diagnostics;

namespace Continuum.Infrastructure.Tests;

/// <summary>Processes that tests start from this assembly and kill.</summary>
internal static class Children
{
    private static readonly Dictionary<string, Func<string[], Task>> Parts = new(StringComparer.Ordinal)
    {
        ["hold-folder"] = Storage.DataFolderTests.HoldAsync,
        ["write-intents"] = Storage.KillTests.WriteIntentsAsync,
        ["write-audit"] = Storage.KillTests.WriteAuditAsync,
        ["fill-store"] = Storage.FullDiskTests.FillStoreAsync,
        ["live-lab"] = Lab.LabPersistenceTests.LiveAsync,
        ["fill-audit"] = Storage.FullDiskTests.FillAuditAsync,
    };

    public static async Task<int> RunAsync(string name, string[] args)
    {
        await Parts[name](args);
        return 0;
    }

    /// <summary>Starts a part; its standard output is read by the test.</summary>
    public static Process Start(string name, params string[] args) => StartUnder(null, name, args);

    /// <summary>Starts a part below a shell that first runs <paramref name="shell"/>, for limits that .NET cannot set.</summary>
    public static Process StartUnder(string? shell, string name, params string[] args)
    {
        string[] command = ["dotnet", "exec", typeof(Children).Assembly.Location, "child", name, .. args];
        if (shell is not null) command = ["sh", "-c", shell + " exec \"$@\"", "sh", .. command];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
