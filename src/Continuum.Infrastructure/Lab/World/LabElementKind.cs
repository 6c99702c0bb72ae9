namespace Continuum.Infrastructure.Lab;

/// <summary>Kinds of elements that carry labels.</summary>
public enum LabElementKind
{
    /// <summary>A node.</summary>
    Node,

    /// <summary>A switch.</summary>
    Switch,

    /// <summary>A link, by its name "a&lt;-&gt;b" or one of its ports "a:1".</summary>
    Link,

    /// <summary>A workload.</summary>
    Workload,

    /// <summary>An LLM service.</summary>
    Service,
}
