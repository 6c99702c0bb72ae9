using Continuum.Core.Plans;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Tests.Support;

/// <summary>Answers what it is told to, and remembers what it was asked.</summary>
internal sealed class FakePipelines : IPipelineControl
{
    public List<(string Verb, string Service, string Stages, string? Head)> Asked { get; } = [];

    public Func<PipelineMove>? Answer { get; set; }

    public static PipelineLayout Layout(params Continuum.Core.Sites.Stage[] stages) => new("triage", "ber-1", stages);

    public Task<PipelineMove> CheckAsync(string service, string stages, string? head, CancellationToken cancellationToken) => AnswerAsync("check", service, stages, head);

    public Task<PipelineMove> MoveAsync(string service, string stages, string? head, string actor, CancellationToken cancellationToken) => AnswerAsync("move", service, stages, head);

    private Task<PipelineMove> AnswerAsync(string verb, string service, string stages, string? head)
    {
        Asked.Add((verb, service, stages, head));
        return Task.FromResult(Answer!());
    }
}
