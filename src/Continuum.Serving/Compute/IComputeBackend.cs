using Continuum.Serving.Models;

namespace Continuum.Serving.Compute;

/// <summary>Executes layers on some device.</summary>
public interface IComputeBackend : IDisposable
{
    /// <summary>
    /// The class of bit-identical results. Two stages may exchange layers of a running sequence token-exactly only inside one class.
    /// </summary>
    string NumericsClass { get; }

    /// <summary>Loads a range of layers.</summary>
    /// <param name="checkpoint">The open model; must outlive the stage.</param>
    /// <param name="range">The layers.</param>
    /// <param name="options">Capacity of the stage.</param>
    /// <returns>The stage, ready to execute.</returns>
    IStageExecutor CreateStage(Checkpoint checkpoint, StageRange range, StageOptions options);

    /// <summary>Makes an empty set of layers, for a node whose layers change while it serves.</summary>
    /// <param name="checkpoint">The open model; must outlive the set.</param>
    /// <param name="options">Capacity of the node.</param>
    /// <returns>The set.</returns>
    ILayerSet CreateLayerSet(Checkpoint checkpoint, StageOptions options);
}
