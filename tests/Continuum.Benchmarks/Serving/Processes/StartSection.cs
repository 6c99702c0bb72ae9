using System.Diagnostics;
using Continuum.Benchmarks.OperatorConsole;
using Continuum.Serving.Heads;
using Continuum.Serving.Models;

namespace Continuum.Benchmarks.Serving.Processes;

/// <summary>
/// From starting a head and one stage to the first token, with the weights to be packed first and with them packed; and the
/// memory of both processes then. The page cache is as the round before left it.
/// </summary>
internal sealed class StartSection : IServingSection
{
    private const int Prompt = 64;

    public string Name => "start";

    public async Task<object> RunAsync(ServingRunOptions options)
    {
        var layers = ModelConfigReader.Read(options.Folder).LayerCount;
        var data = Directory.CreateTempSubdirectory("start-");
        List<double> cold = [], warm = [];
        List<double> head = [], stage = [];
        try
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                var packs = Path.Combine(data.FullName, "packed");
                if (Directory.Exists(packs)) Directory.Delete(packs, true);
                foreach (var seconds in new[] { cold, warm })
                {
                    await using var service = new ServiceProcesses($"start-{Environment.ProcessId}", options.Folder, layers, 1, options.Threads, data.FullName);
                    var start = Stopwatch.GetTimestamp();
                    await service.StartAsync();
                    var before = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    seconds.Add(before + (await service.Probe.AskAsync(options.Prompt(round, Prompt), 2)).FirstSeconds);
                    head.Add(ProcessSample.Of(service.Client.Find(HeadProcess.Name)!.ProcessId).PssMiB);
                    stage.Add(ProcessSample.Of(service.Client.Find("n0")!.ProcessId).PssMiB);
                }
            }
        }
        finally
        {
            data.Delete(true);
        }
        var ratio = Spread.Of(cold.Zip(warm, (c, w) => c / w));
        Console.WriteLine($"  start to first token: to be packed {Spread.Of(cold).Text("0.00")} s, packed {Spread.Of(warm).Text("0.00")} s, {ratio.Text("0.00")} x; memory (PSS) head {Spread.Of(head).Text("0")} MiB, stage {Spread.Of(stage).Text("0")} MiB");
        return new { Prompt, coldSeconds = Spread.Of(cold), warmSeconds = Spread.Of(warm), ratio, headPssMiB = Spread.Of(head), stagePssMiB = Spread.Of(stage) };
    }
}
