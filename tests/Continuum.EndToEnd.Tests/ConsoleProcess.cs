using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Continuum.EndToEnd.Tests;

/// <summary>A real console process on a data folder and a port of its own.</summary>
public sealed partial class ConsoleProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> firstLink = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConsoleProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Everything it printed.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>The one-time link, once printed.</summary>
    public Task<string> FirstLink => firstLink.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Path of the console's assembly.</summary>
    public static string Assembly { get; } = FindAssembly();

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static Task<ConsoleProcess> StartAsync(string data, params string[] more) => StartAsync(data, processes: false, more);

    /// <summary>As <see cref="StartAsync(string, string[])"/>; with processes its services run as heads and stages, which outlive it.</summary>
    public static async Task<ConsoleProcess> StartAsync(string data, bool processes, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in new[] { Assembly, "--data", data, "--urls", "http://127.0.0.1:0" }.Concat(more)) start.ArgumentList.Add(argument);
        start.Environment["Lab__Processes"] = processes ? "true" : "false";
        var console = new ConsoleProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        console.process.OutputDataReceived += (_, e) => console.Take(e.Data);
        console.process.ErrorDataReceived += (_, e) => console.Take(e.Data);
        console.process.Exited += (_, _) => console.address.TrySetException(new InvalidOperationException($"The console ended with {console.process.ExitCode}:\n{console.Output}"));
        console.process.Start();
        console.process.BeginOutputReadLine();
        console.process.BeginErrorReadLine();
        try
        {
            console.Address = new Uri(await console.address.Task.WaitAsync(TimeSpan.FromSeconds(90)));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The console was not ready in 90 s. It printed:\n{console.Output}");
        }

        return console;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Runs it to its end and returns code and output; for starts that must be refused.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in arguments.Prepend(Assembly)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Ready().Match(line) is { Success: true } ready) address.TrySetResult(ready.Groups[1].Value);
        if (Link().Match(line) is { Success: true } link) firstLink.TrySetResult(link.Groups[1].Value);
    }

    private static string FindAssembly()
    {
        // bin/CONFIGURATION/net10.0 of this project and of the console are built alike.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = here;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Dashboard.sln"))) root = root.Parent;
        return Path.Combine(root!.FullName, "src", "Dashboard", "bin", here.Parent!.Name, here.Name, "Dashboard.dll");
    }

    [GeneratedRegex("^Continuum is ready at (http://\\S+)")]
    private static partial Regex Ready();

    [GeneratedRegex("(http://\\S+/account/set-up\\?token=[0-9a-f]+)")]
    private static partial Regex Link();
}
