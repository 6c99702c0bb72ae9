using System.Text.Json;
using Continuum.Benchmarks.Serving.Hop;
using Continuum.Benchmarks.Serving.Processes;

namespace Continuum.Benchmarks.Serving;

/// <summary>
/// The serving figures, section by section. What a section compares is interleaved round by round: the machine may be busy, and
/// ratios inside a round are what counts.
/// </summary>
internal static class ServingBenchmark
{
    private static readonly IServingSection[] Sections =
        [new ComputeSection(), new RooflineSection(), new StagesSection(), new HopSection(), new GatewaySection(), new StartSection()];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = ServingRunOptions.Parse(args);
        if (options.Only.FirstOrDefault(name => Sections.All(s => s.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"--only names '{unknown}'; any of {string.Join(", ", Sections.Select(s => s.Name))} was expected.");
            return 1;
        }
        Console.WriteLine($"{options.Model}, {options.Threads} threads of {Environment.ProcessorCount} cores, widest vectors {VectorBits()}, {options.Rounds} interleaved rounds, seed {options.Seed}, load average {LoadAverage()}");
        var results = new Dictionary<string, object>();
        foreach (var section in Sections.Where(s => options.Only.Count == 0 || options.Only.Contains(s.Name)))
        {
            Console.WriteLine(section.Name);
            results[section.Name] = await section.RunAsync(options);
            // After each, so that one that fails takes nothing of the others along.
            await WriteAsync(options, results);
        }
        return 0;
    }

    private static Task WriteAsync(ServingRunOptions options, Dictionary<string, object> results)
    {
        var json = JsonSerializer.Serialize(
            new
            {
                model = options.Model,
                threads = options.Threads,
                cores = Environment.ProcessorCount,
                memoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                width = VectorBits(),
                rounds = options.Rounds,
                seed = options.Seed,
                loadAverage = LoadAverage(),
                sections = results,
            },
            new JsonSerializerOptions { WriteIndented = true });
        return File.WriteAllTextAsync(options.Out, json);
    }

    private static int VectorBits() => System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 256 : 128;

    // Of the last minute: how busy others kept the machine.
    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
