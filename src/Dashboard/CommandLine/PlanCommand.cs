using Continuum.Knowledge.Planning;

namespace Dashboard.CommandLine;

/// <summary><c>plan</c>: texts to a verdict, printed as one JSON object.</summary>
internal static class PlanCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, Func<string?, IIntentPlanner> choosePlanner, CancellationToken cancellationToken)
    {
        var options = Options.Parse(args, ["--site", "--intent", "--planner"], "--intent");
        var texts = options.All("--intent");
        if (texts.Count == 0) throw new UsageException("--intent is missing");
        var planner = choosePlanner(options.Find("--planner"));
        var site = SiteArgument.Read(options.Require("--site"));
        var planned = await Pipeline.With(planner).PlanAllAsync(site, texts, cancellationToken);
        await stdout.WriteLineAsync(PlanJson.ToText(PlanJson.Write(planned)));
        return planned.ExitCode;
    }
}
