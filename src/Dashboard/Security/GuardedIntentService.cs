using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Security;

/// <summary>
/// The only intent service that pages and endpoints can reach: it checks the role on the server at every call and puts
/// the real actor in place of the one that was passed.
/// </summary>
internal sealed class GuardedIntentService([FromKeyedServices(GuardedIntentService.Unguarded)] IIntentService inner, CurrentPrincipal principal) : IIntentService
{
    /// <summary>Key of the service that trusts its callers; job bodies are its only other users.</summary>
    public const string Unguarded = "unguarded";

    /// <inheritdoc/>
    public async Task<IntentRecord> SubmitAsync(string text, string actor, string origin, CancellationToken cancellationToken) =>
        await inner.SubmitAsync(text, await OperatorAsync(), origin, cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> ReplyAsync(long id, string text, string actor, CancellationToken cancellationToken) =>
        await inner.ReplyAsync(id, text, await OperatorAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> ApproveAsync(long id, string planHash, string actor, CancellationToken cancellationToken) =>
        await inner.ApproveAsync(id, planHash, await ApproverAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> DeclineAsync(long id, string? reason, string actor, CancellationToken cancellationToken) =>
        await inner.DeclineAsync(id, reason, await ApproverAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> WithdrawAsync(long id, string actor, CancellationToken cancellationToken) =>
        await inner.WithdrawAsync(id, await OperatorAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> ReplanAsync(long id, string actor, CancellationToken cancellationToken) =>
        await inner.ReplanAsync(id, await OperatorAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IntentRecord> CancelAsync(long id, string actor, CancellationToken cancellationToken) =>
        await inner.CancelAsync(id, await OperatorAsync(), cancellationToken);

    private async Task<string> OperatorAsync() => (await principal.RequireAsync(Roles.Operator)).Identity!.Name!;

    private async Task<string> ApproverAsync() => (await principal.RequireApproverAsync()).Identity!.Name!;
}
