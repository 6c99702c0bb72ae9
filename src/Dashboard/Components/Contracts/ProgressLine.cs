namespace Dashboard.Components.Contracts;

/// <summary>Payload of an "intent-progress" event that the chat shows as it comes; a bare string works too.</summary>
/// <param name="IntentId">The intent it is about.</param>
/// <param name="Text">A short line.</param>
public sealed record ProgressLine(long IntentId, string Text);
