namespace Dashboard.Components.Contracts;

/// <summary>Names of the authorisation policies. Each includes the ones before it.</summary>
public static class ConsolePolicies
{
    /// <summary>May look.</summary>
    public const string Viewer = "viewer";

    /// <summary>May say, approve, decline, withdraw and abort.</summary>
    public const string Operator = "operator";

    /// <summary>May change settings, access and, in a lab, break things.</summary>
    public const string Administrator = "administrator";
}
