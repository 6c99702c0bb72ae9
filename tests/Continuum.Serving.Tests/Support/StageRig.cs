using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Heads;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Tests.Support;

/// <summary>A head and stages in one process that talk over real Unix sockets, formed by hand.</summary>
internal sealed class StageRig : IAsyncDisposable
{
    public const string Service = "triage";
    private readonly TemporaryFolder folder = new();
    private readonly Checkpoint checkpoint;
    private readonly SimdBackend backend;
    private readonly List<StageNode> nodes = [];
    private readonly List<TensorListener?> listeners = [];
    private readonly LinkOptions links = new();
    private TensorListener? head;

    public StageRig(string model = "llama", int kvBlocks = 64, int maxRunning = 8, int chunk = 16)
    {
        KvBlocks = kvBlocks;
        checkpoint = Checkpoint.Open(TestModels.Folder(model));
        backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(TestModels.Root, "packed"), Threads = 1 });
        Pool = new KvAllocator(kvBlocks);
        Pipeline = new RemotePipeline(Service, checkpoint.Config.VocabularySize);
        Engine = new Engine(Pipeline, new SchedulerOptions { ContextLength = 512, MaxBatchTokens = 32, PrefillChunk = chunk, MaxRunning = maxRunning }, Pool);
    }

    public int KvBlocks { get; }

    public KvAllocator Pool { get; }

    public RemotePipeline Pipeline { get; }

    public Engine Engine { get; }

    public IReadOnlyList<StageNode> Nodes => nodes;

    public ModelConfig Config => checkpoint.Config;

    public Endpoint HeadEndpoint => Endpoint.Unix(folder.File("head"));

    public Endpoint EndpointOf(int node) => Endpoint.Unix(folder.File($"stage-{node}"));

    /// <summary>Adds nodes until there are so many.</summary>
    public async Task NodesAsync(int count, Func<int, StageSettings, StageSettings>? change = null)
    {
        head ??= await TensorListener.StartAsync(HeadEndpoint, Pipeline, FrameLimits.Default, null, CancellationToken.None);
        while (nodes.Count < count)
        {
            var settings = new StageSettings { Service = Service, Node = $"n{nodes.Count}", ModelFingerprint = "test", Numerics = backend.NumericsClass, MaxBatchTokens = 32 };
            settings = change?.Invoke(nodes.Count, settings) ?? settings;
            var node = new StageNode(settings, checkpoint.Config, backend.CreateLayerSet(checkpoint, new StageOptions(KvBlocks, 32)));
            listeners.Add(await TensorListener.StartAsync(EndpointOf(nodes.Count), node, FrameLimits.Default, null, CancellationToken.None));
            nodes.Add(node);
        }
    }

    /// <summary>Forms a pipeline: which node takes how many layers, in order.</summary>
    public async Task FormAsync(long term, long epoch, params (int Node, int Layers)[] layout)
    {
        await PrepareAsync(term, epoch, layout);
        await ActivateAsync(term, epoch, layout);
    }

    public async Task PrepareAsync(long term, long epoch, params (int Node, int Layers)[] layout)
    {
        var ranges = StageRange.Split([.. layout.Select(l => l.Layers)]);
        for (var i = layout.Length - 1; i >= 0; i--)
        {
            var next = i + 1 < layout.Length ? EndpointOf(layout[i + 1].Node) : HeadEndpoint;
            await nodes[layout[i].Node].LoadAsync(term, ranges[i], CancellationToken.None);
            await nodes[layout[i].Node].PrepareAsync(term, new StageRoute(epoch, ranges[i], next, HeadEndpoint), CancellationToken.None);
        }
    }

    public async Task ActivateAsync(long term, long epoch, params (int Node, int Layers)[] layout)
    {
        foreach (var (node, _) in layout) await nodes[node].ActivateAsync(term, epoch, CancellationToken.None);
        await Pipeline.OpenAsync(term, epoch, EndpointOf(layout[0].Node), layout.Length, "head", links, CancellationToken.None);
        await Engine.ResumeAsync(epoch);
    }

    /// <summary>Ends a node as a crash would: its sockets close.</summary>
    public async Task KillAsync(int node)
    {
        await listeners[node]!.DisposeAsync();
        await nodes[node].DisposeAsync();
        listeners[node] = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        foreach (var listener in listeners) if (listener is not null) await listener.DisposeAsync();
        for (var i = 0; i < nodes.Count; i++) if (listeners[i] is not null) await nodes[i].DisposeAsync();
        if (head is not null) await head.DisposeAsync();
        checkpoint.Dispose();
        folder.Dispose();
    }
}
