using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Continuum.Serving.Client;

namespace Continuum.Benchmarks.Serving.Processes;

/// <summary>
/// A head and stages as processes of their own, ended with this object. They live on without their console by design, so a
/// benchmark that is told to end in between ends them first.
/// </summary>
internal sealed class ServiceProcesses : IAsyncDisposable
{
    private const string ModelName = "model";
    private static readonly List<ServiceProcesses> Running = [];
    private static readonly PosixSignalRegistration[] Signals =
        [PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndAll), PosixSignalRegistration.Create(PosixSignal.SIGINT, EndAll)];

    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
    private Task starting = Task.CompletedTask;

    public ServiceProcesses(string service, string modelFolder, int layers, int stages, int threads, string data)
    {
        var cuts = Enumerable.Range(0, stages + 1).Select(i => layers * i / stages).ToArray();
        var gateway = new Uri($"http://127.0.0.1:{FreePort()}");
        Client = new ServiceClient(
            new ServiceLayout
            {
                Service = service,
                Model = modelFolder,
                ModelName = ModelName,
                Gateway = gateway,
                Stages = [.. Enumerable.Range(0, stages).Select(i => new StageOnNode($"n{i}", cuts[i], cuts[i + 1] - 1) { Threads = threads })],
            },
            Path.Combine(AppContext.BaseDirectory, "Continuum.Serving.Host.dll"), data);
        Probe = new StreamProbe(gateway, ModelName);
    }

    public ServiceClient Client { get; }

    public StreamProbe Probe { get; }

    /// <summary>Starts them and waits until the pipeline serves.</summary>
    public async Task StartAsync()
    {
        lock (Running) Running.Add(this);
        starting = Client.StartAsync(limit.Token);
        await starting;
        await foreach (var snapshot in Client.WatchAsync(TimeSpan.FromMilliseconds(20), limit.Token))
            if (snapshot.Serving) return;
    }

    public async ValueTask DisposeAsync()
    {
        Probe.Dispose();
        await Client.StopAsync(CancellationToken.None);
        lock (Running) Running.Remove(this);
        limit.Dispose();
    }

    private static void EndAll(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lock (Running)
        {
            foreach (var service in Running)
            {
                // Only a process that has said who it is can be found.
                Task.WhenAny(service.starting).Wait();
                service.Client.StopAsync(new CancellationToken(true)).Wait();
            }
        }
        GC.KeepAlive(Signals);
        Environment.Exit(1);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
