using Continuum.Serving.Reconfiguration;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>Rules that forbid nodes: those that the protocol is told, and those in force, against which bytes are checked.</summary>
internal sealed class ToyMask : IPrivacyMask
{
    private readonly HashSet<string> forbidden = [];
    private readonly HashSet<string> inForce = [];

    public void Forbid(string node, bool on)
    {
        if (on) forbidden.Add(node);
        else forbidden.Remove(node);
    }

    /// <summary>What was allowed meanwhile is allowed at once; what is forbidden counts from here.</summary>
    public void PutInForce()
    {
        inForce.Clear();
        inForce.UnionWith(forbidden);
    }

    public bool IsForbidden(string node) => inForce.Contains(node) && forbidden.Contains(node);

    public bool MayHold(string node) => !forbidden.Contains(node);

    public bool MayTransfer(string? from, string? to) => to is null || !forbidden.Contains(to);
}
