namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>A function or macro.</summary>
/// <param name="Name">For errors.</param>
/// <param name="Invoke">What it does.</param>
internal sealed record Callable(string Name, Func<Arguments, object?> Invoke);
