namespace Continuum.Serving.Scheduling;

/// <summary>
/// A part of the pipeline is gone: what was on its way is lost, and so is KV. The engine holds and computes all requests again
/// when it is resumed; a micro-batch that merely cannot be computed is another matter and ends its requests.
/// </summary>
/// <param name="message">What is gone, and why.</param>
public sealed class PipelineBrokenException(string message) : Exception(message);
