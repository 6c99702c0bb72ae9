using Continuum.LlamaCpp;
using Continuum.Serving.Compute;
using Continuum.Serving.Models;

namespace Continuum.Benchmarks.Serving;

/// <summary>Decode at batch 1 and 8 and prefill of 512 tokens against llama.cpp, same weights and threads.</summary>
internal sealed class ComputeSection : IServingSection
{
    private const int History = 64, Steps1 = 32, Steps8 = 12, Prompt = 512;

    private static readonly string[] Measures = ["decode b1", "decode b8", "prefill 512"];

    public string Name => "compute";

    public Task<object> RunAsync(ServingRunOptions options)
    {
        Console.WriteLine($"  tokens/s, history {History}, median [least, most]");
        Console.WriteLine($"  {"",-28}{string.Join("", Measures.Select(m => $"{m,-26}"))}");
        var results = new List<object>();
        foreach (var precision in options.Precisions)
        {
            var type = precision switch { WeightPrecision.F32 => GgufType.F32, WeightPrecision.BF16 => GgufType.BF16, _ => GgufType.Q8_0 };
            var gguf = Gguf(options, type);
            IServingSubject[] subjects =
            [
                new ComputeRun(options.Folder, options.Packs, precision, options.Threads),
                new LlamaCppRun(gguf, type.ToString(), options.Threads, false),
                new LlamaCppRun(gguf, type.ToString(), options.Threads, true),
            ];
            results.AddRange(Compare(subjects, options.Rounds));
            foreach (var subject in subjects) subject.Dispose();
        }
        return Task.FromResult<object>(new { History, results });
    }

    private static IEnumerable<object> Compare(IServingSubject[] subjects, int rounds)
    {
        foreach (var subject in subjects) Measure(subject);
        var rates = subjects.Select(_ => new List<double[]>()).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var s = 0; s < subjects.Length; s++) rates[s].Add(Measure(subjects[s]));
        for (var s = 0; s < subjects.Length; s++)
        {
            var own = rates[s];
            var line = Measures.Select((_, m) => Spread.Of(own.Select(r => r[m])).Text("0.0"));
            // How many times as fast as this engine the first one is, round by round.
            var ratios = Measures.Select((_, m) => Spread.Of(own.Select((r, i) => rates[0][i][m] / r[m])).Median);
            var versus = s == 0 ? "" : $"continuum is {string.Join(" / ", ratios.Select(r => $"{r:0.00}"))} x";
            Console.WriteLine($"  {subjects[s].Name,-28}{string.Join("", line.Select(l => $"{l,-26}"))}{versus}");
        }
        return subjects.Select((subject, s) => (object)new
        {
            subject.Name,
            tokensPerSecond = Measures.Select((m, i) => (m, rates[s].Select(r => r[i]).ToArray())).ToDictionary(p => p.m, p => p.Item2),
            continuumRatio = Measures.Select((m, i) => (m, Spread.Of(rates[s].Select((r, k) => rates[0][k][i] / r[i])).Median)).ToDictionary(p => p.m, p => p.Median),
        });
    }

    private static double[] Measure(IServingSubject subject) =>
        [Steps1 / subject.Decode(1, History, Steps1), 8 * Steps8 / subject.Decode(8, History, Steps8), Prompt / subject.Prefill(Prompt)];

    private static string Gguf(ServingRunOptions options, GgufType type)
    {
        var path = Path.Combine(options.Data, $"{Path.GetFileName(options.Folder)}.{type}.gguf");
        if (File.Exists(path)) return path;
        using var checkpoint = Checkpoint.Open(options.Folder);
        GgufWriter.Write(checkpoint, path + ".tmp", type);
        File.Move(path + ".tmp", path);
        return path;
    }
}
