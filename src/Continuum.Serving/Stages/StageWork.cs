using Continuum.Serving.Scheduling;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>A micro-batch that has arrived, with where it came from.</summary>
internal sealed record StageWork(MicroBatch Batch, Frame Frame, TensorConnection From);
