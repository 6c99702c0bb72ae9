using System.Reflection;
using System.Text;
using Continuum.Knowledge.Planning;

namespace Dashboard.CommandLine;

/// <summary>
/// Commands that need no running console. Nothing here may touch the web host, jobs, the store or the UI: a command
/// starts cold on every call, and loading those takes longer than planning.
/// </summary>
internal static class Commands
{
    /// <summary>Runs the command that the arguments name; null when they ask for the console.</summary>
    /// <param name="args">Arguments of the process.</param>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (!IsCommand(args)) return null;
        // UTF-8 whatever the locale says: the output is JSON, and programs read it.
        await using var stdout = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
        await using var stderr = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false));
        return await RunAsync(args, stdout, stderr, Planners.Choose);
    }

    /// <summary>Runs a command with writers and planners of the caller's.</summary>
    internal static async Task<int> RunAsync(
        string[] args, TextWriter stdout, TextWriter stderr, Func<string?, IIntentPlanner> choosePlanner, CancellationToken cancellationToken = default)
    {
        try
        {
            return args switch
            {
                ["plan", .. var rest] => await PlanCommand.RunAsync(rest, stdout, choosePlanner, cancellationToken),
                ["evaluate", .. var rest] => await EvaluateCommand.RunAsync(rest, stdout, stderr, choosePlanner, cancellationToken),
                ["export", .. var rest] => await ExportCommand.RunAsync(rest, stdout),
                ["audit", "verify", .. var rest] => await AuditCommand.RunAsync(rest, stdout, cancellationToken),
                ["reconfigure", .. var rest] => await ReconfigureCommand.RunAsync(rest, stdout, cancellationToken),
                ["services", .. var rest] => await ServicesCommand.RunAsync(rest, stdout, cancellationToken),
                ["load", .. var rest] => await Continuum.Serving.Load.LoadCommand.RunAsync(rest, stdout, stderr, cancellationToken),
                ["keys", ..] => await KeysCommand.RunAsync(args, stdout, stderr),
                ["audit", ..] => throw new UsageException("audit knows one command: audit verify"),
                ["help" or "--help" or "-h", ..] => await PrintAsync(stdout, HelpText.Usage),
                ["--version", ..] => await PrintAsync(stdout, Version),
                _ => throw new UsageException($"unknown command '{args[0]}'; see help"),
            };
        }
        catch (UsageException e)
        {
            await stderr.WriteLineAsync(e.Message);
            return ExitCodes.Unreadable;
        }
    }

    /// <summary>
    /// Options alone ask for the console; any other word is a command, known or not.
    /// </summary>
    internal static bool IsCommand(string[] args) => args switch
    {
        [] => false,
        ["--version" or "--help" or "-h", ..] => true,
        [var first, ..] => !first.StartsWith('-') && first.Length > 0,
    };

    internal static string Version => typeof(Commands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static async Task<int> PrintAsync(TextWriter stdout, string text)
    {
        await stdout.WriteLineAsync(text);
        return ExitCodes.Passed;
    }
}
