using Continuum.Serving.Compute;
using Continuum.Serving.Stages.Protocol;
using Continuum.Serving.Transport;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Continuum.Serving.Stages;

/// <summary>A stage's control over gRPC: checks what comes over the wire and hands it to the stage.</summary>
internal sealed class StageControlService(StageNode stage, StageSettings settings, IHostApplicationLifetime lifetime) : StageControl.StageControlBase
{
    private static readonly Done Done = new();

    public override Task<StageStatus> Status(StatusRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        return stage.StatusAsync(context.CancellationToken);
    }

    public override async Task Watch(WatchRequest request, IServerStreamWriter<StageStatus> responses, ServerCallContext context)
    {
        RequireService(request.Service);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var status in stage.WatchAsync(TimeSpan.FromMilliseconds(Math.Clamp(request.IntervalMs, 50, 60_000)), ending.Token)) await responses.WriteAsync(status, ending.Token);
    }

    public override Task<Done> Load(LoadRequest request, ServerCallContext context) =>
        GuardAsync(request.Head, () => stage.LoadAsync(request.Head.Term, RangeOf(request.Layers), context.CancellationToken));

    public override Task<Done> Prepare(PrepareRequest request, ServerCallContext context) => GuardAsync(request.Head, () => stage.PrepareAsync(
        request.Head.Term,
        new StageRoute(
            request.Epoch, RangeOf(request.Layers), Endpoint.Parse(request.Next), Endpoint.Parse(request.HeadEndpoint),
            new LinkPace(request.LinkBytesPerSecond, request.LinkLatencySeconds)),
        context.CancellationToken));

    public override Task<Done> Activate(EpochRequest request, ServerCallContext context) =>
        GuardAsync(request.Head, () => stage.ActivateAsync(request.Head.Term, request.Epoch, context.CancellationToken));

    public override Task<Done> Release(EpochRequest request, ServerCallContext context) =>
        GuardAsync(request.Head, () => stage.ReleaseAsync(request.Head.Term, request.Epoch, context.CancellationToken));

    public override Task<Done> Stop(StopRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        lifetime.StopApplication();
        return Task.FromResult(Done);
    }

    private async Task<Done> GuardAsync(Head? head, Func<Task> call)
    {
        RequireService(head?.Service ?? "");
        try
        {
            await call();
            return Done;
        }
        catch (StageRefusalException refusal)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, refusal.Message));
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, error.Message));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // gRPC would say nothing but "exception was thrown by handler".
            throw new RpcException(new Status(StatusCode.Internal, $"{settings.Node}: {error.Message}"));
        }
    }

    private StageRange RangeOf(Layers? layers) => new(layers?.First ?? -1, layers?.Last ?? -1, stage.LayerCount);

    private void RequireService(string service)
    {
        if (service != settings.Service)
            throw new RpcException(new Status(StatusCode.NotFound, $"Service '{service}' was named; node {settings.Node} serves '{settings.Service}' here."));
    }
}
