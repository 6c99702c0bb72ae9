using Continuum.Serving.Models;

namespace Continuum.Benchmarks.Serving.Processes;

/// <summary>One stage process against two and three on the same cores, behind a head and its gateway, at the checkpoint's own precision.</summary>
internal sealed class StagesSection : IServingSection
{
    private const int History = 64, Steps = 32, Prompt = 512;

    private static readonly string[] Measures = ["decode b1", "decode b8", "prefill 512"];

    public string Name => "stages";

    public async Task<object> RunAsync(ServingRunOptions options)
    {
        var layers = ModelConfigReader.Read(options.Folder).LayerCount;
        int[] counts = [1, 2, 3];
        ServiceProcesses[] services = [.. counts.Select(n => new ServiceProcesses($"bench-{Environment.ProcessId}-{n}", options.Folder, layers, n, options.Threads, options.Data))];
        try
        {
            foreach (var service in services) await service.StartAsync();
            foreach (var service in services) await MeasureAsync(service.Probe, options, 0);
            var rates = services.Select(_ => new List<double[]>()).ToArray();
            for (var round = 1; round <= options.Rounds; round++)
                for (var s = 0; s < services.Length; s++) rates[s].Add(await MeasureAsync(services[s].Probe, options, round));
            Console.WriteLine($"  history {History}, {Steps} steps, {options.Threads} threads in every stage; tokens/s, median [least, most], and times the rate of one stage");
            return new { History, Steps, Prompt, results = counts.Select((n, s) => Report(n, rates[s], rates[0])).ToArray() };
        }
        finally
        {
            foreach (var service in services) await service.DisposeAsync();
        }
    }

    private static object Report(int stages, List<double[]> own, List<double[]> one)
    {
        var rates = Measures.Select((_, m) => Spread.Of(own.Select(r => r[m]))).ToArray();
        var ratios = Measures.Select((_, m) => Spread.Of(own.Select((r, i) => r[m] / one[i][m]))).ToArray();
        Console.WriteLine($"  {stages} stage(s)  {string.Join("  ", Measures.Select((m, i) => $"{m} {rates[i].Text("0.0")} = {ratios[i].Median:0.00} x"))}");
        return new { stages, tokensPerSecond = Measures.Zip(rates).ToDictionary(p => p.First, p => p.Second), ratioToOne = Measures.Zip(ratios).ToDictionary(p => p.First, p => p.Second) };
    }

    private static async Task<double[]> MeasureAsync(StreamProbe probe, ServingRunOptions options, int round)
    {
        var alone = await probe.AskAsync(options.Prompt(100 * round, History), Steps);
        var together = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => probe.AskAsync(options.Prompt(100 * round + i, History), 2 * Steps)));
        var prefill = await probe.AskAsync(options.Prompt(100 * round + 9, Prompt), 2);
        return [1 / alone.SecondsPerToken, TokenTimes.Rate(together), Prompt / prefill.FirstSeconds];
    }
}
