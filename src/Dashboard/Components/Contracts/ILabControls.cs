namespace Dashboard.Components.Contracts;

/// <summary>Kinds of elements whose labels the lab can change.</summary>
public enum LabElement
{
    /// <summary>A node.</summary>
    Node,

    /// <summary>A switch.</summary>
    Switch,

    /// <summary>A link, named "a&lt;-&gt;b".</summary>
    Link,

    /// <summary>A workload.</summary>
    Workload,

    /// <summary>An LLM service.</summary>
    Service,
}

/// <summary>
/// Ways to break the lab and to mend it. Each call is what an outsider could do to a real system: nothing goes through
/// the planner, and what was done is noticed as drift. Each is recorded in the audit log with its actor.
/// </summary>
public interface ILabControls
{
    /// <summary>False on a real site, where none of this can be done.</summary>
    bool Available { get; }

    /// <summary>Takes the link at that port ("s1:2") down or brings it up.</summary>
    /// <exception cref="LabRefusedException">No such link.</exception>
    Task SetLinkAsync(string port, bool up, string actor, CancellationToken cancellationToken);

    /// <summary>Takes a switch down or brings it up.</summary>
    /// <exception cref="LabRefusedException">No such switch.</exception>
    Task SetSwitchAsync(string name, bool up, string actor, CancellationToken cancellationToken);

    /// <summary>Takes a node down (its pods are lost) or brings it up.</summary>
    /// <exception cref="LabRefusedException">No such node.</exception>
    Task SetNodeAsync(string name, bool ready, string actor, CancellationToken cancellationToken);

    /// <summary>Drains a node, as kubectl drain does, or lets it take pods again.</summary>
    /// <exception cref="LabRefusedException">No such node.</exception>
    Task DrainAsync(string name, bool drain, string actor, CancellationToken cancellationToken);

    /// <summary>Changes the output of one compiled rule on the switch behind the console's back; says in words what was changed.</summary>
    /// <exception cref="LabRefusedException">No such switch, or it holds no compiled rule.</exception>
    Task<string> TamperFlowAsync(string switchName, string actor, CancellationToken cancellationToken);

    /// <summary>Sets a label, or removes it when the value is null.</summary>
    /// <exception cref="LabRefusedException">No such element.</exception>
    Task SetLabelAsync(LabElement kind, string name, string key, string? value, string actor, CancellationToken cancellationToken);
}

/// <summary>The lab could not do what was asked; the message says why and what would do.</summary>
public sealed class LabRefusedException(string message) : Exception(message);
