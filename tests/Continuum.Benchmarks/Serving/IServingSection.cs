namespace Continuum.Benchmarks.Serving;

/// <summary>One part of the serving benchmark, which can be asked for alone.</summary>
internal interface IServingSection
{
    /// <summary>Its name on the command line and in the JSON.</summary>
    string Name { get; }

    /// <summary>Measures, prints its lines of the table, and returns what goes into the JSON.</summary>
    Task<object> RunAsync(ServingRunOptions options);
}
