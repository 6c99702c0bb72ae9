using Continuum.Benchmarks.Serving;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "serving":
        return ServingBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("Name a benchmark: serving [--model lab-llama-88m] [--threads 2] [--rounds 5] [--precision f32|bf16|int8] [--data FOLDER] [--out FILE]");
        return 1;
}
