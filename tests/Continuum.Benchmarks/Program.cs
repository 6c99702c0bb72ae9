using Continuum.Benchmarks.OperatorConsole;
using Continuum.Benchmarks.Serving;
using Continuum.Benchmarks.Serving.Hop;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "console":
        return await ConsoleBenchmark.RunAsync(rest);
    case "serving":
        return await ServingBenchmark.RunAsync(rest);
    case HopPeer.Command:
        return await HopPeer.RunAsync(rest[0]);
    default:
        Console.Error.WriteLine("""
            Name a benchmark:
              console [--starts 5] [--pages 20] [--drifts 30] [--rest SECONDS] [--out FILE]
              serving [--model lab-llama-88m] [--threads 2] [--rounds 5] [--precision f32|bf16|int8] [--data FOLDER] [--seed 1] [--out FILE]
                      [--only compute,roofline,stages,hop,gateway,start]
            """);
        return 1;
}
