namespace Continuum.Serving.Transport;

/// <summary>Marks in the text of a failure that the head must tell apart.</summary>
internal static class FailureText
{
    /// <summary>A hop is broken, the batch itself is sound: it can be computed again.</summary>
    public const string LinkLost = "[link]";
}
