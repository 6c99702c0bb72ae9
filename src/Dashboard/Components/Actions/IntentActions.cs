using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Actions;

/// <summary>What pages do to intents. Every call checks the role on the server, whatever the page has shown.</summary>
public sealed class IntentActions(IIntentService service, CurrentUser user)
{
    /// <summary>Says something new.</summary>
    public async Task<IntentRecord> SubmitAsync(string text) =>
        await service.SubmitAsync(text, await Operator(), "chat", CancellationToken.None);

    /// <summary>Says more about an intent.</summary>
    public async Task<IntentRecord> ReplyAsync(long id, string text) =>
        await service.ReplyAsync(id, text, await Operator(), CancellationToken.None);

    /// <summary>Approves the plan with that hash.</summary>
    public async Task<IntentRecord> ApproveAsync(long id, string planHash) =>
        await service.ApproveAsync(id, planHash, await Operator(), CancellationToken.None);

    /// <summary>Declines the plan.</summary>
    public async Task<IntentRecord> DeclineAsync(long id, string? reason) =>
        await service.DeclineAsync(id, reason, await Operator(), CancellationToken.None);

    /// <summary>Plans the end of an active intent.</summary>
    public async Task<IntentRecord> WithdrawAsync(long id) =>
        await service.WithdrawAsync(id, await Operator(), CancellationToken.None);

    /// <summary>Plans it afresh.</summary>
    public async Task<IntentRecord> ReplanAsync(long id) =>
        await service.ReplanAsync(id, await Operator(), CancellationToken.None);

    /// <summary>Stops its planning.</summary>
    public async Task<IntentRecord> CancelAsync(long id) =>
        await service.CancelAsync(id, await Operator(), CancellationToken.None);

    private Task<string> Operator() => user.DemandAsync(ConsolePolicies.Operator);
}
