using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Security;

/// <summary>The only pipeline control that pages and endpoints can reach: it checks the role at every call and records the real actor.</summary>
internal sealed class GuardedPipelineControl([FromKeyedServices(GuardedIntentService.Unguarded)] IPipelineControl inner, CurrentPrincipal principal) : IPipelineControl
{
    /// <inheritdoc/>
    public async Task<PipelineMove> CheckAsync(string service, string stages, string? head, CancellationToken cancellationToken)
    {
        await principal.RequireAsync(Roles.Operator);
        return await Task.Run(() => inner.CheckAsync(service, stages, head, cancellationToken), cancellationToken);
    }

    // A service that no intent binds moves at once: whoever asks must be one who may approve.
    /// <inheritdoc/>
    public async Task<PipelineMove> MoveAsync(string service, string stages, string? head, string actor, CancellationToken cancellationToken)
    {
        var who = (await principal.RequireApproverAsync()).Identity!.Name!;
        return await Task.Run(() => inner.MoveAsync(service, stages, head, who, cancellationToken), cancellationToken);
    }
}
