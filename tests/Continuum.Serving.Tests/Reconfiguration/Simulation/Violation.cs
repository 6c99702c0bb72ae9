namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>An invariant of the protocol does not hold.</summary>
internal sealed class Violation(string message) : Exception(message);
