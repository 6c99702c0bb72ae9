using Continuum.Serving.KvCache;

namespace Continuum.Serving.Reconfiguration.Copying;

/// <summary>What the protocol asks of a stage's KV cache.</summary>
internal interface IKvTable
{
    /// <summary>Highest generation of any block seen.</summary>
    int HighestGeneration { get; }

    /// <summary>Slots of a block that are filled in a layer; 0 where the cache knows an older generation.</summary>
    int Filled(int layer, KvBlock block);
}
