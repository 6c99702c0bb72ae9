using System.Globalization;
using System.Text.Json;
using Continuum.LlamaCpp;
using Continuum.Serving.Compute;
using Continuum.Serving.Models;
using Continuum.Serving.Models.Lab;

namespace Continuum.Benchmarks.Serving;

/// <summary>
/// Decode at batch 1 and 8 and prefill of 512 tokens against llama.cpp, same weights and threads, interleaved in one run. The
/// machine may be busy: ratios inside a round are what counts.
/// </summary>
internal static class ServingBenchmark
{
    private const int History = 64, Steps1 = 32, Steps8 = 12, Prompt = 512;

    private static readonly string[] Measures = ["decode b1", "decode b8", "prefill 512"];

    public static int Run(string[] args)
    {
        string Option(string name, string fallback) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
        var name = Option("--model", "lab-llama-88m");
        var threads = int.Parse(Option("--threads", $"{Environment.ProcessorCount}"), CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option("--rounds", "5"), CultureInfo.InvariantCulture);
        var data = Option("--data", Path.Combine(Path.GetTempPath(), "continuum-benchmarks"));
        var folder = LabShape.IsBuiltIn(name) ? LabCheckpoint.Ensure(Path.Combine(data, "models"), name) : name;
        Console.WriteLine($"{name}, {threads} threads of {Environment.ProcessorCount} cores, widest vectors {KernelWidth()}, history {History}, {rounds} interleaved rounds; tokens/s, median [least, most]");
        Console.WriteLine($"{"",-28}{string.Join("", Measures.Select(m => $"{m,-26}"))}");
        var results = new List<object>();
        var only = Option("--precision", "");
        foreach (var (precision, type) in new[] { (WeightPrecision.F32, GgufType.F32), (WeightPrecision.BF16, GgufType.BF16), (WeightPrecision.Int8, GgufType.Q8_0) })
        {
            if (only.Length > 0 && !only.Equals(precision.ToString(), StringComparison.OrdinalIgnoreCase)) continue;
            var gguf = Gguf(folder, data, type);
            IServingSubject[] subjects =
            [
                new ComputeRun(folder, Path.Combine(data, "packed"), precision, threads),
                new LlamaCppRun(gguf, type.ToString(), threads, false),
                new LlamaCppRun(gguf, type.ToString(), threads, true),
            ];
            results.AddRange(Compare(subjects, rounds));
            foreach (var subject in subjects) subject.Dispose();
        }
        var json = JsonSerializer.Serialize(new { model = name, threads, cores = Environment.ProcessorCount, width = KernelWidth(), History, rounds, results }, new JsonSerializerOptions { WriteIndented = true });
        File.WriteAllText(Option("--out", "serving.json"), json);
        return 0;
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
            var line = Measures.Select((_, m) => own.Select(r => r[m]).Order().ToArray())
                .Select(sorted => $"{sorted[sorted.Length / 2]:0.0} [{sorted[0]:0.0}, {sorted[^1]:0.0}]");
            // How many times as fast as this engine the first one is, round by round.
            double[] ratios = [.. Measures.Select((_, m) => Median(own.Select((r, i) => rates[0][i][m] / r[m])))];
            var versus = s == 0 ? "" : $"continuum is {string.Join(" / ", ratios.Select(r => $"{r:0.00}"))} x";
            Console.WriteLine($"{subjects[s].Name,-28}{string.Join("", line.Select(l => $"{l,-26}"))}{versus}");
        }
        return subjects.Select((subject, s) => (object)new
        {
            subject.Name,
            tokensPerSecond = Measures.Select((m, i) => (m, rates[s].Select(r => r[i]).ToArray())).ToDictionary(p => p.m, p => p.Item2),
            continuumRatio = Measures.Select((m, i) => (m, Median(rates[s].Select((r, k) => rates[0][k][i] / r[i])))).ToDictionary(p => p.m, p => p.Item2),
        });
    }

    private static double[] Measure(IServingSubject subject) =>
        [Steps1 / subject.Decode(1, History, Steps1), 8 * Steps8 / subject.Decode(8, History, Steps8), Prompt / subject.Prefill(Prompt)];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Gguf(string folder, string data, GgufType type)
    {
        var path = Path.Combine(data, $"{Path.GetFileName(folder)}.{type}.gguf");
        if (File.Exists(path)) return path;
        using var checkpoint = Checkpoint.Open(folder);
        GgufWriter.Write(checkpoint, path + ".tmp", type);
        File.Move(path + ".tmp", path);
        return path;
    }

    private static int KernelWidth() => System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 256 : 128;
}
