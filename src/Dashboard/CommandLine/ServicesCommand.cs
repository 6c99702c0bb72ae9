using Continuum.Infrastructure.Storage;
using Continuum.Serving.Client;

namespace Dashboard.CommandLine;

/// <summary>"services list" and "services stop": heads and stages live on without a console, so that there must be a way to end them.</summary>
internal static class ServicesCommand
{
    /// <summary>Prints a line for each process that lives, or that was ended.</summary>
    /// <exception cref="UsageException">The verb or an option is not known.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, CancellationToken cancellationToken)
    {
        var stop = args switch
        {
            ["stop", ..] => true,
            ["list", ..] => false,
            _ => throw new UsageException("services knows two commands: services list, services stop"),
        };
        var folder = DataFolder.Resolve(Options.Parse(args.Skip(1), ["--data"]).Find("--data"));
        var processes = stop ? await ProcessFolder.StopAllAsync(folder, cancellationToken) : ProcessFolder.Alive(folder);
        foreach (var process in processes) await stdout.WriteLineAsync($"{process.Service} {process.Node} {process.ProcessId}{(process.Gateway is null ? "" : " " + process.Gateway)}{(stop ? " ended" : "")}");
        if (processes.Count == 0) await stdout.WriteLineAsync($"No head or stage of {folder} is alive.");
        return ExitCodes.Passed;
    }
}
