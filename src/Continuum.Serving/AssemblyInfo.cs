using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Continuum.Serving.Tests")]

