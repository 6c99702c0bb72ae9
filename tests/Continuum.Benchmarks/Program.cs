using Continuum.Benchmarks.OperatorConsole;
using Continuum.Benchmarks.Serving;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "console":
        return await ConsoleBenchmark.RunAsync(rest);
    case "serving":
        return ServingBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("""
            Name a benchmark:
              console [--starts 5] [--pages 20] [--drifts 30] [--rest SECONDS] [--out FILE]
              serving [--model lab-llama-88m] [--threads 2] [--rounds 5] [--precision f32|bf16|int8] [--data FOLDER] [--out FILE]
            """);
        return 1;
}
