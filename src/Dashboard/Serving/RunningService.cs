using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Orchestration.Drivers;
using Continuum.Serving.Client;
using Continuum.Serving.Hosting;
using Continuum.Serving.Models.Lab;

namespace Dashboard.Serving;

/// <summary>The processes of one service: started or found, watched, started again when they die, moved.</summary>
internal sealed class RunningService(string name, ISiteFeed feed, string dataFolder, GatewayPorts ports, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly RecentFigures figures = new(clock);
    private ServiceClient? client;
    private PipelineLayout? layout;
    private readonly TaskCompletionSource aligned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri? reserved;

    /// <summary>The service.</summary>
    public string Name => name;

    /// <summary>Whether its processes serve, or are on their way to: nothing of it is simulated meanwhile.</summary>
    public bool Runs => !Failed;

    /// <summary>Base address of its gateway, once it answers.</summary>
    public Uri? Gateway { get; private set; }

    /// <summary>The newest figures; null when the head has told none.</summary>
    public ServiceSample? Sample { get; private set; }

    /// <summary>What is being waited for, or what failed; null when it runs.</summary>
    public string? Trouble { get; private set; } = "not started yet";

    /// <summary>Whether a try has failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether its head outlived an earlier console.</summary>
    public bool IsFound => ProcessState.Read(dataFolder, name, "head") is { IsAlive: true };

    /// <summary>Settles the address of its gateway: that of a head that outlived its console, else the next free one.</summary>
    public void Reserve() => reserved ??= ProcessState.Read(dataFolder, name, "head") is { IsAlive: true, Gateway: { } url } ? ports.Keep(new Uri(url)) : ports.Next();

    /// <summary>Starts and watches until cancelled; the processes live on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StartAsync(cancellationToken);
                await foreach (var snapshot in client!.WatchAsync(Interval, cancellationToken)) await SeenAsync(snapshot, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or HostStartException or InvalidOperationException or UnauthorizedAccessException)
            {
                // A head that went away is started again at once; what does not start, later.
                if (e is not IOException) ServingLog.NotStarted(logger, name, e);
                (Sample, Trouble, Failed) = (null, e.Message, e is not IOException);
                await Task.Delay(e is IOException ? TimeSpan.FromMilliseconds(300) : Patience, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Moves the pipeline; the new nodes' processes are started first and the old ones ended last.</summary>
    /// <exception cref="DriverException">Refused; the old pipeline goes on.</exception>
    public async Task<RuntimeMove> MoveAsync(PipelineLayout to, Func<RuntimeStep, Task> onStep, CancellationToken cancellationToken)
    {
        await ServingAsync(cancellationToken);
        await gate.WaitAsync(cancellationToken);
        try
        {
            var (before, target) = (client!, Client(to));
            await onStep(new RuntimeStep(ReconfigurationState.Preparing));
            try
            {
                await target.StartAsync(cancellationToken);
                await onStep(new RuntimeStep(ReconfigurationState.Switching));
                // Not given up half-way: the head either moves or refuses within its own limit, and what is remembered here must agree.
                cancellationToken.ThrowIfCancellationRequested();
                var (epoch, pause) = await before.RelayoutAsync(target.Layout, CancellationToken.None);
                (client, layout) = (target, to);
                await onStep(new RuntimeStep(ReconfigurationState.Committed));
                await onStep(new RuntimeStep(ReconfigurationState.Releasing));
                await EndAsync(before, target);
                return new RuntimeMove(epoch, pause.TotalMilliseconds);
            }
            catch (OperationCanceledException)
            {
                await EndAsync(target, before);
                throw;
            }
            catch (Exception e) when (e is IOException or HostStartException)
            {
                await EndAsync(target, before);
                throw new DriverException($"The pipeline of {name} was not moved: {e.Message}", e);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var service = Service();
            if (LabShape.IsBuiltIn(service.Model) && !Directory.Exists(Path.Combine(dataFolder, "models", service.Model)))
            {
                Trouble = $"making {service.Model}";
                await Task.Run(() => LabCheckpoint.Ensure(Path.Combine(dataFolder, "models"), service.Model), cancellationToken);
            }

            Trouble = "its processes are starting";
            layout ??= new PipelineLayout(name, service.Head, service.Stages);
            client = Client(layout);
            await client.StartAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task SeenAsync(ServiceSnapshot snapshot, CancellationToken cancellationToken)
    {
        Sample = figures.Add(snapshot);
        if (snapshot.Stages.Any(s => s.State == "dead") && gate.CurrentCount > 0) await StartAsync(cancellationToken);
        if (!snapshot.Serving)
        {
            Trouble = snapshot.Trouble;
            return;
        }

        if (!aligned.Task.IsCompleted) await AlignAsync(snapshot, cancellationToken);
        (Trouble, Failed, Gateway) = (null, false, client!.Layout.Gateway);
        aligned.TrySetResult();
    }

    // Processes that were found may stand where they were before the lab was changed without them.
    private async Task AlignAsync(ServiceSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Stages.Select(s => (s.Node, s.FirstLayer, s.LastLayer)).SequenceEqual(layout!.Stages.Select(s => (s.Node, s.Layers.First, s.Layers.Last)))) return;
        await client!.RelayoutAsync(client.Layout, cancellationToken);
    }

    // A move that is asked for while the processes start is not refused for that.
    private async Task ServingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await aligned.Task.WaitAsync(StartLimit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new DriverException($"The processes of {name} do not serve yet: {Trouble}.");
        }
    }

    private static async Task EndAsync(ServiceClient of, ServiceClient except)
    {
        foreach (var node in of.Nodes.Except(except.Nodes)) await of.StopAsync(node, CancellationToken.None);
    }

    private ServiceClient Client(PipelineLayout at)
    {
        var service = Service();
        var nodes = feed.Current.Site.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        return new ServiceClient(
            new ServiceLayout
            {
                Service = name,
                Model = service.Model,
                ModelName = name,
                Stages = [.. at.Stages.Select(s => new StageOnNode(s.Node, s.Layers.First, s.Layers.Last) { Pace = LabPace.Of(nodes[s.Node]) })],
                Gateway = reserved,
                KvBlocks = 256,
            },
            HostPath.Find(), dataFolder);
    }

    private Service Service() => feed.Current.Site.Services.First(s => s.Name == name);
}
