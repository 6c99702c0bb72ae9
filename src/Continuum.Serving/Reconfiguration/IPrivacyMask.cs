namespace Continuum.Serving.Reconfiguration;

/// <summary>What the rules say now. Asked anew each time; the answers may change while a pipeline moves.</summary>
public interface IPrivacyMask
{
    /// <summary>Whether the node may hold layers and KV of the service.</summary>
    /// <param name="node">The node.</param>
    /// <returns>True if it may.</returns>
    bool MayHold(string node);

    /// <summary>Whether hidden states and KV may travel from one node to another; null stands for the head.</summary>
    /// <param name="from">Where bytes leave.</param>
    /// <param name="to">Where they go.</param>
    /// <returns>True if they may.</returns>
    bool MayTransfer(string? from, string? to);
}
