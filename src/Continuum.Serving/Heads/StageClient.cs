using System.Runtime.CompilerServices;
using Continuum.Serving.Compute;
using Continuum.Serving.Hosting;
using Continuum.Serving.Stages;
using Continuum.Serving.Stages.Protocol;
using Continuum.Serving.Transport;
using Grpc.Core;
using Grpc.Net.Client;

namespace Continuum.Serving.Heads;

/// <summary>A stage in another process, over gRPC.</summary>
internal sealed class StageClient : IStageControl, IDisposable
{
    private readonly string service;
    private readonly GrpcChannel channel;
    private readonly StageControl.StageControlClient client;

    /// <summary>Connects lazily.</summary>
    /// <param name="service">The service that the stage must serve.</param>
    /// <param name="stage">Where the stage listens.</param>
    /// <param name="security">Mutual TLS on TCP, or null.</param>
    public StageClient(string service, Endpoint stage, TransportSecurity? security)
    {
        this.service = service;
        channel = ControlChannel.To(stage.Control, security);
        client = new StageControl.StageControlClient(channel);
    }

    public async Task<StageStatus> StatusAsync(CancellationToken cancellation) =>
        await CallAsync(async () => await client.StatusAsync(new StatusRequest { Service = service }, cancellationToken: cancellation));

    public async IAsyncEnumerable<StageStatus> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = client.Watch(new WatchRequest { Service = service, IntervalMs = (int)interval.TotalMilliseconds }, cancellationToken: cancellation);
        while (await CallAsync(() => call.ResponseStream.MoveNext(cancellation))) yield return call.ResponseStream.Current;
    }

    public Task LoadAsync(long term, StageRange range, CancellationToken cancellation) =>
        CallAsync(async () => await client.LoadAsync(new LoadRequest { Head = HeadOf(term), Layers = LayersOf(range) }, cancellationToken: cancellation));

    public Task PrepareAsync(long term, StageRoute route, CancellationToken cancellation) => CallAsync(async () => await client.PrepareAsync(
        new PrepareRequest
        {
            Head = HeadOf(term),
            Epoch = route.Epoch,
            Layers = LayersOf(route.Range),
            Next = route.Next.ToString(),
            HeadEndpoint = route.Head.ToString(),
            LinkBytesPerSecond = route.Link.BytesPerSecond,
            LinkLatencySeconds = route.Link.LatencySeconds,
        },
        cancellationToken: cancellation));

    public Task ActivateAsync(long term, long epoch, CancellationToken cancellation) =>
        CallAsync(async () => await client.ActivateAsync(new EpochRequest { Head = HeadOf(term), Epoch = epoch }, cancellationToken: cancellation));

    public Task ReleaseAsync(long term, long epoch, CancellationToken cancellation) =>
        CallAsync(async () => await client.ReleaseAsync(new EpochRequest { Head = HeadOf(term), Epoch = epoch }, cancellationToken: cancellation));

    /// <summary>Asks the stage's process to end.</summary>
    public Task StopAsync(string reason, CancellationToken cancellation) =>
        CallAsync(async () => await client.StopAsync(new StopRequest { Service = service, Reason = reason }, cancellationToken: cancellation));

    public void Dispose() => channel.Dispose();

    private Head HeadOf(long term) => new() { Service = service, Term = term };

    private static Layers LayersOf(StageRange range) => new() { First = range.First, Last = range.Last };

    /// <summary>Turns the wire's errors into those of <see cref="IStageControl"/>.</summary>
    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.Internal)
        {
            throw new StageRefusalException(error.Status.Detail);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled)
        {
            throw new OperationCanceledException(error.Status.Detail, error);
        }
        catch (RpcException error)
        {
            throw new IOException(error.Status.Detail, error);
        }
    }
}
