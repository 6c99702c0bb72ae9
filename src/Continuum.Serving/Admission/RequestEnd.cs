using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Admission;

/// <summary>How a request ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Code">For programs, where it failed.</param>
/// <param name="Error">What failed and what to do, or null.</param>
internal sealed record RequestEnd(FinishReason Reason, string? Code = null, string? Error = null)
{
    /// <summary>The head stops; the request goes on elsewhere or after a restart and can be resumed there.</summary>
    public static RequestEnd Suspended { get; } = new(FinishReason.Cancelled, "head_stopping",
        "The head is stopping. The request is not lost: resume it by its id and the last index received.");

    public static RequestEnd Cancelled { get; } = new(FinishReason.Cancelled, "cancelled", "The request was called off.");

    public bool IsComplete => Reason is FinishReason.Stop or FinishReason.Length;
}
