namespace Continuum.Serving.Heads;

/// <summary>A pipeline that was formed on other stages.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Pause">From the last old micro-batch back to the first new one that could be issued.</param>
internal sealed record PipelineMoved(long Epoch, TimeSpan Pause);
