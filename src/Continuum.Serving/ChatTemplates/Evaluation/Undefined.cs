namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>The value of a name or key that does not exist: false, empty, printed as nothing, and an error to look into.</summary>
/// <param name="Name">What was looked up.</param>
internal sealed record Undefined(string Name);
