namespace Continuum.Serving.Scheduling;

/// <summary>Why a request ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop token came.</summary>
    Stop,

    /// <summary>Its most tokens, or the context's end.</summary>
    Length,

    /// <summary>The client went away or called it off.</summary>
    Cancelled,

    /// <summary>The pipeline failed.</summary>
    Failed,
}
