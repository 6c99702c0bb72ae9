using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>A pipeline that an operator asks to be moved.</summary>
/// <param name="From">Layout now.</param>
/// <param name="To">Layout asked for.</param>
/// <param name="Verdict">Whether the active intents allow it.</param>
/// <param name="Plan">The desired state with it; null where no active intent binds the service.</param>
/// <param name="IntentId">The intent whose change carries it and awaits approval; null when it was only checked, or moved at once.</param>
/// <param name="Done">The reconfiguration, when it was done at once.</param>
public sealed record PipelineMove(PipelineLayout From, PipelineLayout To, Verdict Verdict, Plan? Plan, long? IntentId, Reconfiguration? Done);

/// <summary>Moves pipelines by hand. Callers have checked roles.</summary>
public interface IPipelineControl
{
    /// <summary>Whether the active intents allow the layout; nothing is changed.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stages">Stages as <see cref="LayoutText"/> reads them.</param>
    /// <param name="head">Node of the head; null leaves it where it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IntentRefusedException">No such service, or the text is no layout of it.</exception>
    Task<PipelineMove> CheckAsync(string service, string stages, string? head, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the pipeline. Where active intents bind it, the move changes their plan: it is planned, verified and awaits
    /// approval as a change of one of them. Else it is done at once.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="stages">Stages as <see cref="LayoutText"/> reads them.</param>
    /// <param name="head">Node of the head; null leaves it where it is.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IntentRefusedException">No such service, no layout of it, or its intents are being changed.</exception>
    /// <exception cref="DriverException">It was refused or aborted; the old pipeline goes on.</exception>
    Task<PipelineMove> MoveAsync(string service, string stages, string? head, string actor, CancellationToken cancellationToken);
}
