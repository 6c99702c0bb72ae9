using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Security;

namespace Dashboard.Api;

/// <summary>A text of the operator's.</summary>
public sealed record TextBody(string? Text);

/// <summary>The hash of the plan that was looked at.</summary>
public sealed record ApprovalBody(string? PlanHash);

/// <summary>Why, if it should be said.</summary>
public sealed record DeclineBody(string? Reason);

/// <summary>Saying, replying, approving, declining and withdrawing.</summary>
internal static class IntentEndpoints
{
    /// <summary>Header by which a repeated POST is one POST.</summary>
    public const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>Maps /intents.</summary>
    public static void MapIntents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/intents").WithTags("Intents");
        group.MapGet("/", (IIntentStore store) => store.All().Select(IntentSummary.Of).Reverse()).WithSummary("Every intent in short, newest first");
        group.MapPost("/", SubmitAsync).RequireAuthorization(Roles.Operator).WithSummary("Say an intent; it is planned in the background")
            .Produces<IntentDetail>(202).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429);
        group.MapGet("/{id:long}", (long id, IIntentStore store) => Of(store, id)).WithSummary("An intent with its whole story")
            .Produces<IntentDetail>().ProducesProblem(404);
        group.MapPost("/{id:long}/reply", async (long id, TextBody body, IIntentService intents, CancellationToken stop) =>
            Accepted(await intents.ReplyAsync(id, body.Text ?? "", "", stop))).RequireAuthorization(Roles.Operator).WithSummary("Answer its question");
        group.MapPost("/{id:long}/approve", async (long id, ApprovalBody body, IIntentService intents, CancellationToken stop) =>
            body.PlanHash is { Length: > 0 } hash
                ? Accepted(await intents.ApproveAsync(id, hash, "", stop))
                : Results.Problem("planHash is missing: it names the plan that you looked at, as plan.hash of the intent shows it.", statusCode: 400))
            .RequireAuthorization(Roles.Approver).WithSummary("Approve the plan with that hash");
        group.MapPost("/{id:long}/decline", async (long id, DeclineBody? body, IIntentService intents, CancellationToken stop) =>
            Accepted(await intents.DeclineAsync(id, body?.Reason, "", stop))).RequireAuthorization(Roles.Approver).WithSummary("Decline the plan");
        group.MapPost("/{id:long}/withdraw", async (long id, IIntentService intents, CancellationToken stop) =>
            Accepted(await intents.WithdrawAsync(id, "", stop))).RequireAuthorization(Roles.Operator).WithSummary("Plan the end of an active intent");
        group.MapPost("/{id:long}/replan", async (long id, IIntentService intents, CancellationToken stop) =>
            Accepted(await intents.ReplanAsync(id, "", stop))).RequireAuthorization(Roles.Operator).WithSummary("Plan it afresh");
        group.MapPost("/{id:long}/cancel", async (long id, IIntentService intents, CancellationToken stop) =>
            Accepted(await intents.CancelAsync(id, "", stop))).RequireAuthorization(Roles.Operator).WithSummary("Stop its planning");
    }

    private static async Task<IResult> SubmitAsync(
        TextBody body, HttpContext context, IIntentService intents, IIntentStore store, IdempotencyKeys keys, CurrentPrincipal principal, CancellationToken stop)
    {
        if (context.Request.Headers[IdempotencyHeader].ToString() is not { Length: > 0 } key)
            return Accepted(await intents.SubmitAsync(body.Text ?? "", "", "api", stop));
        var actor = (await principal.GetAsync()).Identity!.Name!;
        var id = await keys.OnceAsync(actor, key, body.Text ?? "", async () => (await intents.SubmitAsync(body.Text ?? "", "", "api", stop)).Id, stop);
        return id is null
            ? Results.Problem("This idempotency key was used with another text; use a fresh key for a new intent.", statusCode: 409)
            : Accepted(store.Find(id.Value)!);
    }

    private static IResult Of(IIntentStore store, long id) => store.Find(id) is { } record
        ? Results.Ok(IntentDetail.Of(record))
        : Results.Problem($"There is no intent {id}.", statusCode: 404);

    private static IResult Accepted(IntentRecord record) => Results.Accepted($"/api/v1/intents/{record.Id}", IntentDetail.Of(record));
}
