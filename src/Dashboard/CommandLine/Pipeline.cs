using Continuum.Knowledge.Planning;
using Continuum.Orchestration;
using Continuum.Serving.Pipelines;

namespace Dashboard.CommandLine;

/// <summary>Puts the pipeline of a command together, as the console's host does for the console.</summary>
internal static class Pipeline
{
    public static IntentRun With(IIntentPlanner planner)
    {
        var models = new ModelCatalog(Directory.GetCurrentDirectory());
        var costs = new RooflineCostModel(models);
        return new IntentRun(planner, new IntentPlanning(new PipelineSearch(costs, models), costs), TimeProvider.System);
    }
}
