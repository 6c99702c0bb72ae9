using System.Globalization;
using Continuum.Core.Pipelines;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>Compares predictions with promises.</summary>
internal static class Objectives
{
    public static bool Holds(Objective objective, Prediction prediction, WorkloadShape shape) =>
        objective.Metric == ObjectiveMetric.Throughput
            ? Value(objective, prediction, shape) >= objective.Bound
            : Value(objective, prediction, shape) <= objective.Bound;

    public static string Figure(Objective objective, Prediction prediction, WorkloadShape shape) =>
        string.Create(CultureInfo.InvariantCulture, $"{Value(objective, prediction, shape):0.###} {(objective.Metric == ObjectiveMetric.Throughput ? "tokens/s" : "ms")}");

    private static double Value(Objective objective, Prediction prediction, WorkloadShape shape) => objective.Metric switch
    {
        ObjectiveMetric.Ttft => prediction.TtftMs,
        ObjectiveMetric.Tpot => prediction.TpotMs,
        ObjectiveMetric.E2E => prediction.E2EMs(shape.OutputTokens),
        _ => prediction.TokensPerSecond,
    };
}
