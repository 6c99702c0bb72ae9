using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;

namespace Dashboard.Tests.CommandLine;

/// <summary>Understands the texts that a test tells it, and asks about all others.</summary>
internal sealed class ScriptedPlanner : IIntentPlanner
{
    private readonly Dictionary<string, Understanding> _script = [];

    public string Name => "offline";

    public List<PlanningRequest> Requests { get; } = [];

    public ScriptedPlanner Says(string text, params Rule[] rules) => Says(text, new Understanding { Kind = UnderstandingKind.Policy, Planner = Name, Policy = new Policy(rules) });

    public ScriptedPlanner Says(string text, Understanding understanding)
    {
        _script[text] = understanding;
        return this;
    }

    public Task<Understanding> UnderstandAsync(PlanningRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        return Task.FromResult(_script.TryGetValue(request.Text, out var understood)
            ? understood
            : new Understanding { Kind = UnderstandingKind.Clarify, Planner = Name, Question = new Question("Which one?", ["this", "that"]) });
    }
}
