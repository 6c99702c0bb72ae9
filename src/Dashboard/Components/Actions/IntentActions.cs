using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Actions;

/// <summary>
/// What pages do to intents. Every call checks the role on the server, whatever the page has shown, and works on a thread
/// of its own: approving verifies afresh, and the page must answer meanwhile.
/// </summary>
public sealed class IntentActions(IIntentService service, CurrentUser user)
{
    /// <summary>Says something new.</summary>
    public Task<IntentRecord> SubmitAsync(string text) =>
        DoAsync(who => service.SubmitAsync(text, who, "chat", CancellationToken.None));

    /// <summary>Says more about an intent.</summary>
    public Task<IntentRecord> ReplyAsync(long id, string text) =>
        DoAsync(who => service.ReplyAsync(id, text, who, CancellationToken.None));

    /// <summary>Approves the plan with that hash.</summary>
    public Task<IntentRecord> ApproveAsync(long id, string planHash) =>
        DoAsync(who => service.ApproveAsync(id, planHash, who, CancellationToken.None));

    /// <summary>Declines the plan.</summary>
    public Task<IntentRecord> DeclineAsync(long id, string? reason) =>
        DoAsync(who => service.DeclineAsync(id, reason, who, CancellationToken.None));

    /// <summary>Plans the end of an active intent.</summary>
    public Task<IntentRecord> WithdrawAsync(long id) =>
        DoAsync(who => service.WithdrawAsync(id, who, CancellationToken.None));

    /// <summary>Plans it afresh.</summary>
    public Task<IntentRecord> ReplanAsync(long id) =>
        DoAsync(who => service.ReplanAsync(id, who, CancellationToken.None));

    /// <summary>Stops its planning.</summary>
    public Task<IntentRecord> CancelAsync(long id) =>
        DoAsync(who => service.CancelAsync(id, who, CancellationToken.None));

    private async Task<IntentRecord> DoAsync(Func<string, Task<IntentRecord>> action)
    {
        var who = await user.DemandAsync(ConsolePolicies.Operator);
        return await Task.Run(() => action(who));
    }
}
