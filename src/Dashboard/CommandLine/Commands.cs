namespace Dashboard.CommandLine;

/// <summary>Commands that need no running console. Nothing here may touch the web host, jobs or the store: they start cold on every call.</summary>
internal static class Commands
{
    /// <summary>Runs the command that the arguments name; null when they ask for the console.</summary>
    /// <param name="args">Arguments of the process.</param>
    public static Task<int?> TryRunAsync(string[] args) => TryRunAsync(args, Console.Out, Console.Error);

    internal static async Task<int?> TryRunAsync(string[] args, TextWriter stdout, TextWriter stderr)
    {
        await Task.CompletedTask;
        switch (args.FirstOrDefault())
        {
            case "--version":
                await stdout.WriteLineAsync(Version);
                return 0;
            default:
                return null;
        }
    }

    internal static string Version => typeof(Commands).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
