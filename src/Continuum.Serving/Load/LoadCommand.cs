using System.Globalization;
using System.Text.Json;

namespace Continuum.Serving.Load;

/// <summary><c>load --target URL [--trace FILE] [--rate R] [--duration S] …</c>: replays a trace, prints a table, writes JSON.</summary>
public static class LoadCommand
{
    /// <summary>What the command takes.</summary>
    public const string Usage =
        "load --target URL [--trace FILE] [--rate REQUESTS_PER_SECOND] [--duration SECONDS] [--model NAME] [--key KEY] [--seed N] [--scale FACTOR] [--ttft MS] [--tpot MS] [--json FILE|-]";

    private static readonly string[] Names = ["--target", "--trace", "--rate", "--duration", "--model", "--key", "--seed", "--scale", "--ttft", "--tpot", "--json"];

    /// <summary>Runs the command.</summary>
    /// <param name="args">Its options, without <c>load</c>. <c>--json -</c> prints JSON instead of the table.</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="error">Where messages go.</param>
    /// <param name="cancellation">Stops the load.</param>
    /// <returns>0; 1 if options or trace are wrong or the gateway cannot be reached; 2 if no request was answered.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        try
        {
            var given = Parse(args);
            var options = Options(given);
            var report = await LoadRun.RunAsync(options, null, cancellation);
            var json = JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });
            var file = given.GetValueOrDefault("--json");
            await output.WriteLineAsync(file == "-" ? json : report.ToTable().TrimEnd());
            if (file is not null and not "-") await File.WriteAllTextAsync(file, json + "\n", cancellation);
            return report.Completed > 0 ? 0 : 2;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidDataException or IOException or HttpRequestException or InvalidOperationException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static Dictionary<string, string> Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!Names.Contains(args[i])) throw new ArgumentException($"{args[i]} is not an option of load. Usage: {Usage}");
            if (i + 1 == args.Count) throw new ArgumentException($"{args[i]} has no value. Usage: {Usage}");
            if (!given.TryAdd(args[i], args[i + 1])) throw new ArgumentException($"{args[i]} is given twice.");
        }
        return given;
    }

    private static LoadOptions Options(Dictionary<string, string> given)
    {
        var target = given.GetValueOrDefault("--target") ?? throw new ArgumentException($"--target is missing; a gateway such as http://127.0.0.1:5081 was expected. Usage: {Usage}");
        if (!Uri.TryCreate(target, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new ArgumentException($"--target is '{target}'; an http or https URL was expected.");
        var seed = (int)(Number(given, "--seed", 0, int.MaxValue) ?? 1);
        return new LoadOptions
        {
            Target = uri,
            Rate = Number(given, "--rate", 0.001, 100_000) ?? 1,
            Duration = TimeSpan.FromSeconds(Number(given, "--duration", 0.1, 1_000_000) ?? 60),
            Trace = given.TryGetValue("--trace", out var file) ? Trace.Read(file) : Trace.BuiltIn(seed),
            Seed = seed,
            Model = given.GetValueOrDefault("--model"),
            Key = given.GetValueOrDefault("--key"),
            Scale = Number(given, "--scale", 0.0001, 1000),
            TtftObjective = Milliseconds(given, "--ttft"),
            TpotObjective = Milliseconds(given, "--tpot"),
        };
    }

    private static TimeSpan? Milliseconds(Dictionary<string, string> given, string name) => Number(given, name, 0.001, 10_000_000) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    private static double? Number(Dictionary<string, string> given, string name, double least, double most)
    {
        if (!given.TryGetValue(name, out var text)) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new ArgumentException($"{name} is '{text}'; a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)} was expected.");
    }
}
