namespace Continuum.Serving.Hosting;

/// <summary>A head or stage cannot start as asked; the message goes to standard error and the exit code is 2.</summary>
/// <param name="message">What was asked, found and to be done.</param>
public sealed class HostStartException(string message) : Exception(message);
