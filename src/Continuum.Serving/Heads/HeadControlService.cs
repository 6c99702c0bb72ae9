using Continuum.Serving.Compute;
using Continuum.Serving.Heads.Protocol;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Telemetry;
using Continuum.Serving.Transport;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Continuum.Serving.Heads;

/// <summary>A head's control over gRPC.</summary>
internal sealed class HeadControlService(HeadProcessOptions options, Engine engine, PipelineKeeper keeper, ServingMetrics metrics, IHostApplicationLifetime lifetime) : HeadControl.HeadControlBase
{
    public override Task<ServiceStatus> Status(ServiceRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        return HeadReport.OfAsync(options, engine, keeper, metrics);
    }

    public override async Task Watch(WatchServiceRequest request, IServerStreamWriter<ServiceStatus> responses, ServerCallContext context)
    {
        RequireService(request.Service);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(request.IntervalMs, 50, 60_000)));
        try
        {
            do await responses.WriteAsync(await HeadReport.OfAsync(options, engine, keeper, metrics), ending.Token);
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // The console went away, or this process stops.
        }
    }

    public override async Task<Replaced> Replace(ReplaceRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        try
        {
            await keeper.ReplaceAsync(request.Node, new StagePlacement(request.NewNode, Endpoint.Parse(request.Endpoint), default(StageRange)));
            return new Replaced();
        }
        catch (StageRefusalException refusal)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, refusal.Message));
        }
        catch (FormatException error)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, error.Message));
        }
    }

    public override async Task<Relaid> Relayout(RelayoutRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        try
        {
            var moved = await keeper.RelayoutAsync(StagePlacement.ParseLayout(request.Stages, keeper.LayerCount), context.CancellationToken);
            return new Relaid { Epoch = moved.Epoch, PauseMs = moved.Pause.TotalMilliseconds };
        }
        catch (Exception refusal) when (refusal is StageRefusalException or IOException)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, refusal.Message));
        }
        catch (FormatException error)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, error.Message));
        }
    }

    public override Task<Stopped> Stop(ServiceRequest request, ServerCallContext context)
    {
        RequireService(request.Service);
        lifetime.StopApplication();
        return Task.FromResult(new Stopped());
    }

    private void RequireService(string service)
    {
        if (service != options.Service) throw new RpcException(new Status(StatusCode.NotFound, $"Service '{service}' was named; this head serves '{options.Service}'."));
    }
}
