using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Hosting;
using Continuum.Serving.Models;
using Continuum.Serving.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Continuum.Serving.Stages;

/// <summary>A stage as a process: opens the model, listens, and runs until it is told to stop.</summary>
public static class StageProcess
{
    /// <summary>Runs a stage.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops it, as SIGTERM and the control call do.</param>
    /// <returns>A task that ends when everything is closed.</returns>
    /// <exception cref="HostStartException">Another process runs for that node, or something cannot be opened.</exception>
    public static async Task RunAsync(StageProcessOptions options, CancellationToken cancellation)
    {
        using var single = SingleInstance.Take(options.DataFolder, options.Service, options.Node);
        var folder = ModelFolder.Find(options.Model, options.DataFolder);
        using var checkpoint = Checkpoint.Open(folder);
        using var backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(options.DataFolder, "packed"), Threads = options.Threads, Precision = options.Precision });
        var settings = new StageSettings
        {
            Service = options.Service,
            Node = options.Node,
            ModelFingerprint = ModelFingerprint.Of(folder),
            Numerics = backend.NumericsClass,
            MaxBatchTokens = options.MaxBatchTokens,
            Pace = options.Pace,
            MemoryBudget = options.MemoryBudget,
            Links = new LinkOptions { Security = options.Security },
        };
        await using var node = new StageNode(settings, checkpoint.Config, backend.CreateLayerSet(checkpoint, new StageOptions(options.KvBlocks, options.MaxBatchTokens)));
        await using var listener = await TensorListener.StartAsync(options.Listen, node, FrameLimits.Default, options.Security, cancellation);
        var builder = ControlServer.CreateBuilder(options.Listen.Control, options.Security);
        builder.Services.AddSingleton(node).AddSingleton(settings);
        await using var app = builder.Build();
        app.MapGrpcService<StageControlService>();
        await app.StartAsync(cancellation);
        new ProcessState
        {
            Role = "stage",
            Service = options.Service,
            Node = options.Node,
            ProcessId = Environment.ProcessId,
            StartTicks = LinuxProcess.StartTicks(Environment.ProcessId),
            Endpoint = options.Listen.ToString(),
            Control = options.Listen.Control.ToString(),
        }.Write(options.DataFolder);
        await app.WaitForShutdownAsync(cancellation);
    }
}
