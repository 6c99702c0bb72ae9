using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Continuum.Benchmarks.Serving.Hop.Protocol;
using Continuum.Serving.Hosting;
using Continuum.Serving.Transport;
using Google.Protobuf;

namespace Continuum.Benchmarks.Serving.Hop;

/// <summary>
/// Floats there and back between two processes over a Unix socket: the tensor channel, with its checksums, against a unary gRPC
/// call, which has none and is spared a copy at the sender.
/// </summary>
internal sealed class HopSection : IServingSection
{
    private static readonly (string Name, int Floats, int Turns)[] Sizes = [("3 KB", 768, 100), ("1.5 MB", 393_216, 20)];

    public string Name => "hop";

    public async Task<object> RunAsync(ServingRunOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("hop-");
        var endpoint = Endpoint.Unix(Path.Combine(folder.FullName, "p"));
        using var peer = StartPeer(endpoint.Path!);
        try
        {
            // The server may say something of its own first.
            while (await peer.StandardOutput.ReadLineAsync() is var line && line != HopPeer.Ready)
                if (line is null) throw new InvalidOperationException("The other process of the hop ended instead of listening.");
            return await MeasureAsync(endpoint, options);
        }
        finally
        {
            peer.StandardInput.Close();
            await peer.WaitForExitAsync();
            folder.Delete(true);
        }
    }

    private static async Task<object> MeasureAsync(Endpoint endpoint, ServingRunOptions options)
    {
        var header = new FrameHeader(FrameKind.Batch, FrameHeader.ServiceDigest("hop"), 1, 1, 1);
        TaskCompletionSource<Frame> back = new();
        await using var link = await TensorLink.ConnectAsync(endpoint, header, "benchmark", new LinkOptions(), frame => back.SetResult(frame), CancellationToken.None);
        using var channel = ControlChannel.To(endpoint.Control, null);
        var grpc = new Protocol.Hop.HopClient(channel);
        var results = new List<object>();
        foreach (var (name, floats, turns) in Sizes)
        {
            var data = Enumerable.Range(0, floats).Select(i => (float)i).ToArray();
            var bytes = MemoryMarshal.AsBytes<float>(data).ToArray();
            List<double> raw = [], calls = [];
            for (var round = -1; round < options.Rounds; round++)
            {
                for (var turn = 0; turn < turns; turn++)
                {
                    back = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
                    var rented = ArrayPool<float>.Shared.Rent(floats);
                    var start = Stopwatch.GetTimestamp();
                    data.CopyTo(rented, 0);
                    await link.SendAsync(new Frame(header, default, rented, floats), CancellationToken.None);
                    using var frame = await back.Task;
                    if (round >= 0) raw.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                    if (frame.Count != floats || frame.Floats[^1] != data[^1]) throw new InvalidDataException("The tensor channel brought something else back.");
                }
                for (var turn = 0; turn < turns; turn++)
                {
                    var start = Stopwatch.GetTimestamp();
                    var answer = await grpc.EchoAsync(new Payload { Data = UnsafeByteOperations.UnsafeWrap(bytes) });
                    if (round >= 0) calls.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                    if (answer.Data.Length != bytes.Length) throw new InvalidDataException("gRPC brought something else back.");
                }
            }
            var (own, other) = (Spread.Of(raw), Spread.Of(calls));
            Console.WriteLine($"  {name,-8}there and back: tensor channel {own.Median:0} us (p95 {own.P95:0}), gRPC unary {other.Median:0} us (p95 {other.P95:0}), gRPC takes {other.Median / own.Median:0.00} x");
            results.Add(new { name, floats, turnsPerRound = turns, tensorMicroseconds = own, grpcMicroseconds = other, ratio = other.Median / own.Median });
        }
        return new { processes = 2, socket = "unix", results };
    }

    private static Process StartPeer(string socket) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(HopPeer).Assembly.Location, HopPeer.Command, socket] : [HopPeer.Command, socket])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
