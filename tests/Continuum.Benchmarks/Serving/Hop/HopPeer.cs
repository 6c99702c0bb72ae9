using Continuum.Benchmarks.Serving.Hop.Protocol;
using Continuum.Serving.Hosting;
using Continuum.Serving.Transport;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace Continuum.Benchmarks.Serving.Hop;

/// <summary>The other process of a hop: sends back what comes, over the tensor channel and over gRPC, until its input is closed.</summary>
internal static class HopPeer
{
    public const string Command = "serving-hop-peer";

    /// <summary>What it prints once it listens.</summary>
    public const string Ready = "listening";

    public static async Task<int> RunAsync(string socket)
    {
        var endpoint = Endpoint.Unix(socket);
        await using var listener = await TensorListener.StartAsync(endpoint, new Mirror(), FrameLimits.Default, null, CancellationToken.None);
        await using var app = ControlServer.CreateBuilder(endpoint.Control, null).Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        Console.WriteLine(Ready);
        // Closed when the benchmark ends, however it ends.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private sealed class Mirror : IFrameReceiver
    {
        public async ValueTask ReceiveAsync(Frame frame, TensorConnection connection, CancellationToken cancellation)
        {
            if (frame.Header.Kind == FrameKind.Hello) frame.Dispose();
            else await connection.WriteAsync(frame, cancellation);
        }

        public void Closed(TensorConnection connection, Exception? reason)
        {
        }
    }
}

/// <summary>Answers a call with what it brought.</summary>
internal sealed class EchoService : Protocol.Hop.HopBase
{
    public override Task<Payload> Echo(Payload request, ServerCallContext context) => Task.FromResult(request);
}
