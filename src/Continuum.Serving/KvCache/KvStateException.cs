namespace Continuum.Serving.KvCache;

/// <summary>A message and the KV cache disagree: a stale generation or a gap. The message says which block, found and expected.</summary>
/// <param name="message">What was found and expected.</param>
public sealed class KvStateException(string message) : Exception(message);
