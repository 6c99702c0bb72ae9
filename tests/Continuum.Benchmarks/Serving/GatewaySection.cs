using System.Diagnostics;
using System.Net;
using Continuum.Benchmarks.Serving.Processes;
using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Gateway;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Continuum.Benchmarks.Serving;

/// <summary>What the gateway adds to each token, journal included, against the engine that it serves asked directly in the same process.</summary>
internal sealed class GatewaySection : IServingSection
{
    private const int Prompt = 64, Tokens = 128, KvBlocks = 256, PairsPerRound = 4;
    private const string ModelName = "model";

    public string Name => "gateway";

    public async Task<object> RunAsync(ServingRunOptions options)
    {
        var journal = Path.Combine(Directory.CreateTempSubdirectory("gateway-").FullName, "requests.journal");
        using var checkpoint = Checkpoint.Open(options.Folder);
        using var backend = new SimdBackend(new SimdOptions { PackFolder = options.Packs, Threads = options.Threads });
        var scheduling = new SchedulerOptions { ContextLength = checkpoint.Config.ContextLength, EosTokens = checkpoint.Config.EosTokens };
        var stage = backend.CreateStage(checkpoint, StageRange.Whole(checkpoint.Config.LayerCount), new StageOptions(KvBlocks, scheduling.MaxBatchTokens));
        await using var engine = new Engine(new LocalPipeline([stage], checkpoint.Config.VocabularySize), scheduling, new KvAllocator(KvBlocks));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddGateway(_ => ServedModel.Read(ModelName, options.Folder, engine, scheduling.ContextLength), new GatewayOptions { JournalPath = journal });
        try
        {
            await using var app = builder.Build();
            app.MapGateway();
            await app.StartAsync();
            using var probe = new StreamProbe(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), ModelName);
            return await MeasureAsync(engine, probe, options);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(journal)!, true);
        }
    }

    private static async Task<object> MeasureAsync(Engine engine, StreamProbe probe, ServingRunOptions options)
    {
        var first = (await probe.AskAsync(options.Prompt(0, Prompt), Tokens)).FirstSeconds;
        await DirectAsync(engine, options.Prompt(1, Prompt));
        List<TokenTimes> direct = [], through = [];
        for (var pair = 0; pair < PairsPerRound * options.Rounds; pair++)
        {
            // Each goes first in turn.
            var prompt = options.Prompt(2 + pair, Prompt);
            if (pair % 2 == 0) direct.Add(await DirectAsync(engine, prompt));
            through.Add(await probe.AskAsync(prompt, Tokens));
            if (pair % 2 == 1) direct.Add(await DirectAsync(engine, prompt));
        }
        var perToken = Spread.Of(through.Zip(direct, (t, d) => (t.SecondsPerToken - d.SecondsPerToken) * 1e6));
        var ratio = Spread.Of(through.Zip(direct, (t, d) => t.SecondsPerToken / d.SecondsPerToken));
        var (ownFirst, engineFirst) = (Spread.Of(through.Select(t => t.FirstSeconds * 1e3)), Spread.Of(direct.Select(t => t.FirstSeconds * 1e3)));
        Console.WriteLine($"  per token: engine {Spread.Of(direct.Select(d => d.SecondsPerToken * 1e6)).Text("0")} us, the gateway adds {perToken.Text("0")} us, {ratio.Text("0.000")} x; TTFT of the first request {first * 1e3:0.0} ms, later {ownFirst.Text("0.0")} ms, engine alone {engineFirst.Text("0.0")} ms");
        return new { Prompt, Tokens, concurrency = 1, addedMicrosecondsPerToken = perToken, ratio, firstRequestTtftMs = first * 1e3, gatewayTtftMs = ownFirst, engineTtftMs = engineFirst };
    }

    private static async Task<TokenTimes> DirectAsync(Engine engine, int[] prompt)
    {
        var sent = Stopwatch.GetTimestamp();
        var generation = await engine.SubmitAsync(new GenerationRequest($"{sent}", prompt, new SamplingParameters { Temperature = 0, MaxTokens = Tokens, IgnoreEos = true }));
        var times = new List<long>();
        await foreach (var generated in generation.Events.ReadAllAsync())
        {
            if (generated.Error is { } error) throw new InvalidOperationException(error);
            if (generated.Token is not null) times.Add(Stopwatch.GetTimestamp());
        }
        return new TokenTimes(sent, times, Tokens);
    }
}
