using System.Globalization;
using Continuum.Serving.Compute;
using Continuum.Serving.Models.Lab;

namespace Continuum.Benchmarks.Serving;

/// <summary>What a run of the serving benchmark measures with.</summary>
internal sealed record ServingRunOptions
{
    private static readonly WeightPrecision[] All = [WeightPrecision.F32, WeightPrecision.BF16, WeightPrecision.Int8];

    public required string Model { get; init; }

    /// <summary>The model's folder.</summary>
    public required string Folder { get; init; }

    public required string Data { get; init; }

    public required int Threads { get; init; }

    public required int Rounds { get; init; }

    public required int Seed { get; init; }

    public required IReadOnlyList<WeightPrecision> Precisions { get; init; }

    /// <summary>Sections asked for; none is all.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    public required string Out { get; init; }

    public string Packs => Path.Combine(Data, "packed");

    public static ServingRunOptions Parse(string[] args)
    {
        string Option(string name, string fallback) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
        int Number(string name, int fallback) => int.Parse(Option(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var name = Option("--model", "lab-llama-88m");
        var data = Path.GetFullPath(Option("--data", Path.Combine(Path.GetTempPath(), "continuum-benchmarks")));
        var precision = Option("--precision", "");
        return new ServingRunOptions
        {
            Model = name,
            Folder = LabShape.IsBuiltIn(name) ? LabCheckpoint.Ensure(Path.Combine(data, "models"), name) : Path.GetFullPath(name),
            Data = data,
            Threads = Number("--threads", Environment.ProcessorCount),
            Rounds = Number("--rounds", 5),
            Seed = Number("--seed", 1),
            Precisions = precision.Length == 0 ? All : [Enum.Parse<WeightPrecision>(precision, true)],
            Only = Option("--only", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Out = Option("--out", "serving.json"),
        };
    }

    /// <summary>Token ids of a prompt, different for each number and seed.</summary>
    public int[] Prompt(int number, int tokens)
    {
        var random = new Random(Seed * 7919 + number);
        return [.. Enumerable.Range(0, tokens).Select(_ => random.Next(1000, 8000))];
    }
}
