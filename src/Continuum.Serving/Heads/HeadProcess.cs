using Continuum.Serving.Gateway;
using Continuum.Serving.Gateway.Keys;
using Continuum.Serving.Hosting;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Telemetry;
using Continuum.Serving.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Continuum.Serving.Heads;

/// <summary>A head as a process: scheduler and sampling, the stages' keeper, gateway and control.</summary>
public static class HeadProcess
{
    /// <summary>The head's name in state files.</summary>
    public const string Name = "head";

    /// <summary>Runs a head.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops it, as SIGTERM and the control call do.</param>
    /// <returns>A task that ends when everything is closed.</returns>
    /// <exception cref="HostStartException">Another head runs for that service, or something cannot be opened.</exception>
    public static async Task RunAsync(HeadProcessOptions options, CancellationToken cancellation)
    {
        using var single = SingleInstance.Take(options.DataFolder, options.Service, Name);
        var folder = ModelFolder.Find(options.Model, options.DataFolder);
        var config = ModelConfigReader.Read(folder);
        var layout = StagePlacement.ParseLayout(options.Stages, config.LayerCount);
        // A term is durable before it is used, so that no two heads ever share one.
        var state = new ProcessState
        {
            Role = Name,
            Service = options.Service,
            Node = Name,
            ProcessId = Environment.ProcessId,
            // Not to be found before it answers.
            StartTicks = -1,
            Endpoint = options.Listen.ToString(),
            Control = options.Listen.Control.ToString(),
            Gateway = options.Gateway?.ToString().TrimEnd('/'),
            Term = (ProcessState.Read(options.DataFolder, options.Service, Name)?.Term ?? 0) + 1,
        };
        state.Write(options.DataFolder);
        var pipeline = new RemotePipeline(options.Service, config.VocabularySize);
        var scheduling = new SchedulerOptions
        {
            ContextLength = config.ContextLength,
            EosTokens = config.EosTokens,
            MaxBatchTokens = options.MaxBatchTokens,
            PrefillChunk = options.PrefillChunk,
            MaxRunning = options.MaxRunning,
        };
        var allocator = new KvAllocator(options.KvBlocks);
        await using var engine = new Engine(pipeline, scheduling, allocator);
        await engine.HoldAsync();
        await using var listener = await TensorListener.StartAsync(options.Listen, pipeline, FrameLimits.Default, options.Security, cancellation);
        var keeping = new KeeperOptions
        {
            Service = options.Service,
            HeadEndpoint = options.Listen,
            ModelFingerprint = ModelFingerprint.Of(folder),
            LayerCount = config.LayerCount,
            KvBlocks = options.KvBlocks,
            ReplacementWait = options.ReplacementWait,
            Links = new LinkOptions { Security = options.Security },
            LinkPace = options.LinkPace,
        };
        await using var keeper = new PipelineKeeper(
            keeping, state.Term, layout, engine, allocator, pipeline, stage => new StageClient(options.Service, stage.Endpoint, options.Security), TimeProvider.System);
        var builder = ControlServer.CreateBuilder(options.Listen.Control, options.Security);
        builder.Services.AddSingleton(engine).AddSingleton(keeper).AddSingleton(options).AddSingleton(new ServingMetrics());
        if (options.Gateway is not null)
        {
            builder.AlsoListen(options.Gateway);
            var name = options.ModelName ?? Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));
            var gateway = new GatewayOptions
            {
                JournalPath = Path.Combine(ProcessState.Folder(options.DataFolder, options.Service), "requests.journal"),
                Keys = options.KeyFile is null ? TenantKeys.Open : TenantKeys.Read(options.KeyFile),
            };
            builder.Services.AddGateway(_ => ServedModel.Read(name, folder, engine, scheduling.ContextLength), gateway);
        }
        await using var app = builder.Build();
        app.MapGrpcService<HeadControlService>();
        if (options.Gateway is not null) app.MapGateway();
        await app.StartAsync(cancellation);
        (state with { StartTicks = LinuxProcess.StartTicks(Environment.ProcessId) }).Write(options.DataFolder);
        await app.WaitForShutdownAsync(cancellation);
    }
}
