using Continuum.Serving.Compute;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>A stage's part in one epoch.</summary>
/// <param name="Epoch">The pipeline configuration.</param>
/// <param name="Range">Its layers.</param>
/// <param name="Next">The next stage, or the head after the last.</param>
/// <param name="Head">Where failures go.</param>
/// <param name="Link">What the link to the next hop stands for in the lab.</param>
internal sealed record StageRoute(long Epoch, StageRange Range, Endpoint Next, Endpoint Head, LinkPace Link = default);
