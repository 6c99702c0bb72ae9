using Continuum.Serving.KvCache;

namespace Continuum.Serving.Compute;

/// <summary>
/// The layers that a node holds, with one KV cache for all of them. Layers come and go one range at a time while others
/// compute, and executors of several pipeline configurations may run over the same layers, so that a layer that stays keeps
/// its weights and its cache when its neighbours change.
/// </summary>
public interface ILayerSet : IDisposable
{
    /// <summary>Keys and values of all layers held.</summary>
    KvStore Kv { get; }

    /// <summary>Numbers of the layers held, ascending.</summary>
    IReadOnlyList<int> Layers { get; }

    /// <summary>Bytes of weights that a range takes, whether held already or not.</summary>
    /// <param name="range">The layers.</param>
    /// <returns>Bytes.</returns>
    long WeightBytes(StageRange range);

    /// <summary>Maps the layers of a range that are not held yet and touches their pages; empty KV caches come with them.</summary>
    /// <param name="range">The layers.</param>
    void Load(StageRange range);

    /// <summary>Gives a layer back and zeroes its KV cache.</summary>
    /// <param name="layer">The layer's number.</param>
    /// <exception cref="InvalidOperationException">An executor still runs over it.</exception>
    void Unload(int layer);

    /// <summary>Makes an executor over layers held. Disposing it leaves the layers and the cache.</summary>
    /// <param name="range">The layers.</param>
    /// <param name="scratch">A cache to use instead of the set's own: warm-up passes must not touch that.</param>
    /// <returns>The executor.</returns>
    /// <exception cref="InvalidOperationException">A layer of the range is not held.</exception>
    IStageExecutor CreateExecutor(StageRange range, KvStore? scratch = null);
}
