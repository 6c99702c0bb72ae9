namespace Dashboard.Components.Shared;

/// <summary>A step as it is shown.</summary>
/// <param name="Word">Its word.</param>
/// <param name="At">When it was reached; null when it was not.</param>
/// <param name="Is">What it means: proven when passed, moving when under way, violated or warning when it went wrong.</param>
/// <param name="Current">Whether it is the one under way.</param>
public sealed record StepView(string Word, DateTimeOffset? At, Meaning Is, bool Current);
