using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Gateway;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Permits;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAI;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>A gateway on a port of its own over a real engine with a small model. Ends with a look at the KV pool.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    public const string Model = "tiny-llama";

    private readonly Checkpoint checkpoint;
    private readonly WebApplication app;

    private GatewayRig(Checkpoint checkpoint, Engine engine, PausingPipeline pipeline, KvAllocator pool, WebApplication app, ClassPermits permits)
    {
        (this.checkpoint, Engine, Pipeline, Pool, this.app, Permits) = (checkpoint, engine, pipeline, pool, app, permits);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Engine Engine { get; }

    public PausingPipeline Pipeline { get; }

    public KvAllocator Pool { get; }

    public Uri Address { get; }

    public ClassPermits Permits { get; }

    public HttpClient Http { get; }

    public static async Task<GatewayRig> StartAsync(
        GatewayOptions? options = null, int kvBlocks = 256, int maxRunning = 8, int maxWaiting = 64, Func<Engine, ServedModel, ServedModel>? change = null,
        bool smallBuffers = false, string? model = null)
    {
        var folder = model ?? TestModels.Llama;
        var checkpoint = Checkpoint.Open(folder);
        var backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(Path.GetDirectoryName(folder)!, "packed"), Threads = 1 });
        var scheduling = new SchedulerOptions
        {
            ContextLength = checkpoint.Config.ContextLength,
            MaxBatchTokens = 64,
            PrefillChunk = 32,
            MaxRunning = maxRunning,
            MaxWaiting = maxWaiting,
            EosTokens = checkpoint.Config.EosTokens,
        };
        var stage = backend.CreateStage(checkpoint, StageRange.Whole(checkpoint.Config.LayerCount), new StageOptions(kvBlocks, 64));
        var pool = new KvAllocator(kvBlocks);
        var pipeline = new PausingPipeline(new LocalPipeline([stage], checkpoint.Config.VocabularySize));
        var engine = new Engine(pipeline, scheduling, pool);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            if (smallBuffers) (server.Limits.MaxResponseBufferSize, server.Limits.MinResponseDataRate) = (1024, null);
        });
        if (smallBuffers)
        {
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.SendBufferSize = 2048;
                return socket;
            });
        }
        var served = ServedModel.Read(Model, folder, engine, scheduling.ContextLength);
        var permits = new ClassPermits();
        builder.Services.AddSingleton(permits);
        builder.Services.AddGateway(_ => change is null ? served : change(engine, served), options);
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayRig(checkpoint, engine, pipeline, pool, app, permits);
    }

    /// <summary>The official client, without retries, so that a test sees each answer.</summary>
    public OpenAIClient Client(string key = "none") => new(
        new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    /// <summary>Requests that hold a place.</summary>
    public int Open => app.Services.GetRequiredService<OpenRequests>().Count;

    /// <summary>Requests that wait for their data class.</summary>
    public int Held => app.Services.GetRequiredService<ClassAdmission>().Held;

    /// <summary>Begins to stop, as on SIGTERM.</summary>
    public void StopServing() => app.Lifetime.StopApplication();

    /// <summary>Waits until nothing runs and the pool is whole.</summary>
    public Task IdleAsync() => UntilAsync(now => now is { Waiting: 0, Running: 0 } && Pool.IsWhole);

    /// <summary>Waits for a condition.</summary>
    public async Task UntilAsync(Func<EngineStatus, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition(await Engine.StatusAsync())) await Task.Delay(5, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Pipeline.Go();
        await IdleAsync();
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Engine.DisposeAsync();
        checkpoint.Dispose();
        Assert.True(Pool.IsWhole);
    }
}
