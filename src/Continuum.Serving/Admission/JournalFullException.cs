namespace Continuum.Serving.Admission;

/// <summary>A request could not be stored and was therefore not admitted; the gateway answers 503.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">The system's error, if there was one.</param>
public sealed class JournalFullException(string message, Exception? inner = null) : Exception(message, inner);
