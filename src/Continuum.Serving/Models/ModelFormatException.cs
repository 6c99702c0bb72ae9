namespace Continuum.Serving.Models;

/// <summary>A model folder cannot be served. The message says what was found and what was expected.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected, with the file's path.</param>
    public ModelFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with the reader's own error behind it.</summary>
    /// <param name="message">What was found and what was expected, with the file's path.</param>
    /// <param name="inner">The reader's error.</param>
    public ModelFormatException(string message, Exception inner) : base(message, inner) { }
}
