using Continuum.Core.Sites;
using Continuum.Serving.Reconfiguration.Copying;

namespace Continuum.Serving.Reconfiguration;

/// <summary>What an agent wants done at its stage, in this order.</summary>
internal abstract record StageCommand;

/// <summary>Answer the head of that term.</summary>
internal sealed record Reply(StageMessage Message) : StageCommand;

/// <summary>Map layers, give them an empty cache, warm up, open the route to the next stage; then tell <see cref="StageAgent.Loaded"/>.</summary>
/// <param name="Range">What the node holds in the epoch.</param>
/// <param name="Gained">The layers of it that are new.</param>
/// <param name="Next">Where hidden states go; null is the head.</param>
internal sealed record LoadLayers(long Epoch, LayerRange Range, LayerSet Gained, string? Next) : StageCommand;

/// <summary>Work a copy order off in the background, then tell <see cref="StageAgent.CopyEnded"/>.</summary>
internal sealed record StartCopy(CopyJob Job) : StageCommand;

/// <summary>Serve an epoch from now on, and ask again about messages that wait.</summary>
internal sealed record ActivateEpoch(long Term, long Epoch, EpochLayout Layout, LayerRange Range) : StageCommand;

/// <summary>Pass the marker on as the first message of the epoch; null is the head.</summary>
internal sealed record PassMarker(string? Next, Marker Marker) : StageCommand;

/// <summary>Zero layers and give their memory back.</summary>
internal sealed record DropLayers(LayerSet Layers) : StageCommand;

/// <summary>Empty the cache of layers that stay: a fence makes its KV nobody's.</summary>
internal sealed record EraseLayers(LayerSet Layers) : StageCommand;

/// <summary>Ask again about messages that wait: what they wait for is off.</summary>
internal sealed record AskAgain : StageCommand;

/// <summary>What becomes of a micro-batch.</summary>
internal enum GateVerdict
{
    /// <summary>Compute it.</summary>
    Run,

    /// <summary>Keep it until the marker has come.</summary>
    Wait,

    /// <summary>Of an epoch or a head that is over, or unknown.</summary>
    Refuse,
}
