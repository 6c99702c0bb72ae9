using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.CommandLine;
using Dashboard.Security;

namespace Dashboard.Api;

/// <summary>A pipeline to move.</summary>
/// <param name="To">Stages in order, "nodeA:0-5,nodeB:6-11".</param>
/// <param name="Head">Node of the head; where it is when absent.</param>
/// <param name="DryRun">Only says whether it is allowed.</param>
public sealed record PipelineBody(string? To, string? Head, bool DryRun);

/// <summary>What became of it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Status">checked, refused, awaitingApproval, done or failed.</param>
/// <param name="From">Layout when it was asked.</param>
/// <param name="To">Layout asked for.</param>
/// <param name="Intent">Intent whose change carries it.</param>
/// <param name="Plan">The desired state with it, as the command line prints plans.</param>
/// <param name="Verdict">Whether the active intents allow it.</param>
/// <param name="Reconfiguration">How it went, when it was done.</param>
/// <param name="Note">Why it was not done.</param>
public sealed record PipelineReply(
    string Service, string Status, PipelineLayout From, PipelineLayout To, long? Intent, JsonObject? Plan, Verdict Verdict, Reconfiguration? Reconfiguration, string? Note)
{
    /// <summary>The reply for a move.</summary>
    public static PipelineReply Of(PipelineMove move, bool dryRun) => new(
        move.To.Service,
        !move.Verdict.Passed ? "refused" : dryRun ? "checked" : move.IntentId is not null ? "awaitingApproval" : "done",
        move.From, move.To, move.IntentId, move.Plan is null ? null : PlanJson.Write(move.Plan), move.Verdict, move.Done, null);
}

/// <summary>Moving pipelines by hand.</summary>
internal static class PipelineEndpoints
{
    /// <summary>Maps /services/{name}/reconfigurations.</summary>
    public static void MapPipelines(this RouteGroupBuilder api) =>
        api.MapPost("/services/{name}/reconfigurations", async (string name, PipelineBody body, IPipelineControl pipelines, CancellationToken stop) =>
        {
            var move = body.DryRun ? await pipelines.CheckAsync(name, body.To ?? "", body.Head, stop) : await pipelines.MoveAsync(name, body.To ?? "", body.Head, "", stop);
            var reply = PipelineReply.Of(move, body.DryRun);
            return reply.Status switch
            {
                "awaitingApproval" => Results.Accepted($"/api/v1/intents/{move.IntentId}", reply),
                "refused" => Results.Json(reply, statusCode: StatusCodes.Status409Conflict),
                _ => Results.Ok(reply),
            };
        }).RequireAuthorization(Roles.Operator).WithTags("Site").WithSummary("Move a pipeline; what active intents bind awaits approval as a change of one of them")
            .Produces<PipelineReply>().Produces<PipelineReply>(202).Produces<PipelineReply>(409).ProducesProblem(400).ProducesProblem(404);
}
