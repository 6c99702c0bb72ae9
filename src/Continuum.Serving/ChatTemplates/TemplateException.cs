namespace Continuum.Serving.ChatTemplates;

/// <summary>A chat template cannot be read or refuses a conversation. The message says what was found, with its line.</summary>
/// <param name="message">What was found and what was expected.</param>
public sealed class TemplateException(string message) : Exception(message);
