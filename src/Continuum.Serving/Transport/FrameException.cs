namespace Continuum.Serving.Transport;

/// <summary>A peer sent something that is no valid frame; the connection is closed.</summary>
/// <param name="message">What was found and expected.</param>
internal sealed class FrameException(string message) : IOException(message);
