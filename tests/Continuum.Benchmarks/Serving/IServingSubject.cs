namespace Continuum.Benchmarks.Serving;

/// <summary>An engine under measurement.</summary>
internal interface IServingSubject : IDisposable
{
    string Name { get; }

    /// <summary>Seconds to read a prompt of so many tokens into an empty cache.</summary>
    double Prefill(int tokens);

    /// <summary>Seconds for so many steps of a batch, each sequence with a history of <paramref name="start"/> tokens.</summary>
    double Decode(int batch, int start, int steps);
}
