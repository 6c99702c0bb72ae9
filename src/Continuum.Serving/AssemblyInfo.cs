using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Continuum.Serving.Tests")]
[assembly: InternalsVisibleTo("Continuum.Benchmarks")]
