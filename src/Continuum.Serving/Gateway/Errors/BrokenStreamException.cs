namespace Continuum.Serving.Gateway.Errors;

/// <summary>
/// Leaves a stream that has told its client why it ends early. Kestrel sends what was written and closes the connection without
/// the mark of a complete body, so that a client which skips events it does not know does not take this for a proper end.
/// </summary>
/// <param name="message">What ended the stream.</param>
internal sealed class BrokenStreamException(string message) : Exception(message);
