namespace Continuum.Serving.Stages;

/// <summary>A stage refuses a call of a head; gRPC carries it as FAILED_PRECONDITION.</summary>
/// <param name="message">What was asked, found and to be done.</param>
public sealed class StageRefusalException(string message) : Exception(message);
