using Continuum.LlamaCpp;

namespace Continuum.Benchmarks.Serving;

/// <summary>llama.cpp on the same weights.</summary>
internal sealed class LlamaCppRun(string gguf, string type, int threads, bool fast) : IServingSubject
{
    private readonly LlamaCppModel model = new(gguf, threads, 8 * 1024, 8, fast);

    public string Name { get; } = $"llama.cpp {type}{(fast ? " f16-kv+fa" : "")}";

    public double Prefill(int tokens)
    {
        model.Clear();
        return Stopwatching.Seconds(() => model.Decode((0, 0, [.. Enumerable.Range(0, tokens).Select(i => i * 31 % 8000)], false)));
    }

    public double Decode(int batch, int start, int steps)
    {
        model.Clear();
        for (var s = 0; s < batch; s++) model.Decode((s, 0, [.. Enumerable.Range(0, start).Select(i => (i * 31 + s) % 8000)], false));
        return Stopwatching.Seconds(() =>
        {
            for (var step = 0; step < steps; step++)
                model.Decode([.. Enumerable.Range(0, batch).Select(s => (s, start + step, new[] { (step * 17 + s) % 8000 }, false))]);
        });
    }

    public void Dispose() => model.Dispose();
}
