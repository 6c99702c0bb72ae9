using System.Diagnostics;
using System.Runtime.CompilerServices;
using Continuum.Serving.Heads;
using Continuum.Serving.Heads.Protocol;
using Continuum.Serving.Hosting;
using Continuum.Serving.Transport;
using Grpc.Core;

namespace Continuum.Serving.Client;

/// <summary>
/// A console's hand on one service: starts its head and stages as processes of their own, finds those that run already,
/// reads what the head tells, starts a dead one again, and stops all. Nothing here keeps a process alive or ends it by
/// ending: a console may come and go.
/// </summary>
/// <param name="layout">The service.</param>
/// <param name="hostPath">Path of the host's executable or dll.</param>
/// <param name="dataFolder">The data folder, the same for all.</param>
public sealed class ServiceClient(ServiceLayout layout, string hostPath, string dataFolder)
{
    private readonly HostCommand host = new(hostPath, dataFolder);

    /// <summary>The service.</summary>
    public ServiceLayout Layout => layout;

    /// <summary>Nodes of the layout, spares included, then <c>head</c>.</summary>
    public IReadOnlyList<string> Nodes => [.. layout.Stages.Concat(layout.Spares).Select(s => s.Node), HeadProcess.Name];

    /// <summary>The process of a node, or null if none is alive.</summary>
    /// <param name="node">The node, <c>head</c> for the head.</param>
    /// <returns>Its state file.</returns>
    public ProcessState? Find(string node) => ProcessState.Read(dataFolder, layout.Service, node) is { IsAlive: true } state ? state : null;

    /// <summary>Starts every process that is not alive, and waits until each has written its state. Those that run are left alone.</summary>
    /// <param name="cancellation">Gives up waiting; what was started stays.</param>
    /// <returns>The nodes of which a process was started.</returns>
    /// <exception cref="HostStartException">A process ended instead of starting, with the last lines of its log.</exception>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken cancellation)
    {
        var missing = Nodes.Where(node => Find(node) is null).ToArray();
        var started = missing.Select(node => (node, Process: Start(node))).ToArray();
        foreach (var (node, process) in started)
        {
            using (process) await WaitAsync(node, process, cancellation);
        }
        return missing;
    }

    /// <summary>Reads the head's status until it or the caller goes away.</summary>
    /// <param name="interval">Time between two.</param>
    /// <param name="cancellation">Ends the stream.</param>
    /// <returns>A status at once and then at every interval.</returns>
    /// <exception cref="IOException">No head answers; start it and watch again.</exception>
    public async IAsyncEnumerable<ServiceSnapshot> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var channel = ControlChannel.To(HeadEndpoint.Control, null);
        using var call = new HeadControl.HeadControlClient(channel).Watch(
            new WatchServiceRequest { Service = layout.Service, IntervalMs = (int)interval.TotalMilliseconds }, cancellationToken: cancellation);
        while (await CallAsync(() => call.ResponseStream.MoveNext(cancellation))) yield return ServiceSnapshot.Of(call.ResponseStream.Current);
    }

    /// <summary>Tells the head that another node takes the layers of one that is gone; its process must run.</summary>
    /// <param name="node">The node that is gone.</param>
    /// <param name="replacement">A node of the layout or a spare.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>A task that ends when the head knows; watch for the new epoch.</returns>
    /// <exception cref="IOException">The head does not answer or refuses, with the reason.</exception>
    public async Task ReplaceAsync(string node, string replacement, CancellationToken cancellation)
    {
        using var channel = ControlChannel.To(HeadEndpoint.Control, null);
        await CallAsync(async () => await new HeadControl.HeadControlClient(channel).ReplaceAsync(
            new ReplaceRequest { Service = layout.Service, Node = node, NewNode = replacement, Endpoint = host.EndpointOf(layout.Service, replacement).ToString() },
            cancellationToken: cancellation));
    }

    /// <summary>
    /// Moves the pipeline to the stages of another layout of the service: requests are computed again there from their tokens,
    /// and no state leaves a node. The stages' processes must run: start them with a client of that layout.
    /// </summary>
    /// <param name="target">The layout to move to.</param>
    /// <param name="cancellation">Gives up while nothing has been switched.</param>
    /// <returns>The epoch that serves now, and the time from the last old micro-batch back to the first new one that could be issued.</returns>
    /// <exception cref="IOException">The head does not answer or refuses, with the reason; the old pipeline goes on.</exception>
    public async Task<(long Epoch, TimeSpan Pause)> RelayoutAsync(ServiceLayout target, CancellationToken cancellation)
    {
        using var channel = ControlChannel.To(HeadEndpoint.Control, null);
        var moved = await CallAsync(async () => await new HeadControl.HeadControlClient(channel).RelayoutAsync(
            new RelayoutRequest { Service = layout.Service, Stages = host.StagesOf(target) }, cancellationToken: cancellation));
        return (moved.Epoch, TimeSpan.FromMilliseconds(moved.PauseMs));
    }

    /// <summary>Asks all processes to end, the head first, and ends those that do not within ten seconds.</summary>
    /// <param name="cancellation">Ends what is left at once.</param>
    /// <returns>A task that ends when none is alive.</returns>
    public async Task StopAsync(CancellationToken cancellation)
    {
        foreach (var node in Nodes.Reverse()) await StopAsync(node, cancellation);
    }

    /// <summary>Asks one process to end, and ends it if it does not within ten seconds.</summary>
    /// <param name="node">The node, <c>head</c> for the head.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>A task that ends when it is gone.</returns>
    public async Task StopAsync(string node, CancellationToken cancellation)
    {
        if (Find(node) is { } state) await ProcessFolder.EndAsync([state], cancellation);
    }

    private Endpoint HeadEndpoint => host.EndpointOf(layout.Service, HeadProcess.Name);

    private string LogOf(string node) => Path.Combine(ProcessState.Folder(dataFolder, layout.Service), $"{SafeName.Of(node)}.log");

    private Process Start(string node) => node == HeadProcess.Name ? host.StartHead(layout)
        : host.StartStage(layout, layout.Stages.Concat(layout.Spares).First(s => s.Node == node));

    private async Task WaitAsync(string node, Process process, CancellationToken cancellation)
    {
        while (Find(node) is null)
        {
            await Task.Delay(20, cancellation);
            // A process that refuses to start says why in its log and is gone.
            if (process.HasExited && Find(node) is null)
                throw new HostStartException($"'{node}' of service '{layout.Service}' ended with code {process.ExitCode} instead of starting: {LastWords(node)}");
        }
    }

    private string LastWords(string node) => File.Exists(LogOf(node)) ? string.Join(' ', File.ReadLines(LogOf(node)).TakeLast(3)) : "it left no log";

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
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
