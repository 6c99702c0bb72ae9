namespace Continuum.Knowledge.Model.Wire;

/// <summary>An endpoint gave nothing that can be used; the message says why, without any secret.</summary>
internal sealed class WireFault(string message, Exception? inner = null) : Exception(message, inner);
