using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>
/// LLM services of the lab: by their processes where a runtime runs them, else in memory. There a reconfiguration goes
/// through the states of the protocol with bytes and times reckoned from the model, the load and the links on its way, and
/// is marked as simulated.
/// </summary>
internal sealed class LabServing(LabWorld world, LabModels models, ServiceLoads loads, IServiceRuntime? runtime = null) : IServingDriver
{
    private const int KeptReconfigurations = 100;

    private static readonly TimeSpan Release = TimeSpan.FromMilliseconds(120);

    // Running ones, with what gives them up. Under the world's lock.
    private readonly Dictionary<string, Run> running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => LabNames.Driver;

    /// <inheritdoc/>
    public bool IsLab => true;

    /// <inheritdoc/>
    public IReadOnlyList<Reconfiguration> Reconfigurations => world.Read(w => w.Reconfigurations.ToList());

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<DriverEvent> onEvent) => world.ServingEvents.Subscribe(onEvent);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ServiceState>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(world.Read<IReadOnlyList<ServiceState>>(w => [.. w.Site.Services.Select(s => new ServiceState(s.Name, LayoutOf(s), w.Epochs[s.Name]))]));
    }

    /// <inheritdoc/>
    public bool Abort(string id) => world.Read(w =>
    {
        if (!running.TryGetValue(id, out var run) || w.Reconfigurations.First(r => r.Id == id).State >= ReconfigurationState.Committed) return false;
        // The commit looks at it under the same lock, so that what was given up is never committed.
        run.GivenUp = true;
        // Not on this thread: what waits for it would go on under the lock.
        ThreadPool.UnsafeQueueUserWorkItem(static r => r.Stop.Cancel(), run, preferLocal: false);
        return true;
    });

    /// <inheritdoc/>
    public async Task<Reconfiguration> ReconfigureAsync(PipelineLayout target, string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = new Run(target.Service);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Token, cancellationToken);
        Reconfiguration started = null!;
        CopyPlan copy = null!;
        await world.ChangeAsync(c =>
        {
            var service = Find(c.Site, target.Service);
            started = New(service, target, reason, c.World.Epochs[service.Name]);
            if (started.From.Equals(target)) return;
            copy = Prepare(c.World, service, target);
            started = Runs(service.Name)
                ? started with { Simulated = false }
                : started with { PredictedBytes = copy.Bytes + copy.TailBytes, PredictedPauseMs = Math.Round(copy.PauseMs, 3) };
            running[started.Id] = run;
            c.World.Reconfigurations.Insert(0, started);
            if (c.World.Reconfigurations.Count > KeptReconfigurations) c.World.Reconfigurations.RemoveAt(KeptReconfigurations);
            c.Serving(DriverEventKind.PipelineChanged, service.Name, "reconfiguration proposed", own: true);
        }).ConfigureAwait(false);
        if (copy is null) return started with { State = ReconfigurationState.Done };
        try
        {
            return Runs(target.Service)
                ? await RunAsync(started, target, either.Token).ConfigureAwait(false)
                : await PlayAsync(started.Id, run, target, copy, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or DriverException)
        {
            var why = e is DriverException ? e.Message : "it was given up";
            await StepAsync(started.Id, ReconfigurationState.Aborted, r => r with { Error = why }).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new DriverException($"The reconfiguration of {target.Service} was aborted: {why}. The old pipeline goes on.", e);
        }
        finally
        {
            world.Read(_ => running.Remove(started.Id));
        }
    }

    private bool Runs(string service) => runtime?.Runs(service) == true;

    private async Task<Reconfiguration> RunAsync(Reconfiguration started, PipelineLayout target, CancellationToken stop)
    {
        var moved = await runtime!.MoveAsync(started.From, target, ToldAsync, stop).ConfigureAwait(false);
        await world.ChangeAsync(c =>
        {
            c.World.Epochs[target.Service] = moved.Epoch;
            c.Set(Find(c.Site, target.Service) with { Head = target.Head, Stages = target.Stages });
            c.Serving(DriverEventKind.PipelineChanged, target.Service, $"epoch {moved.Epoch}: {Words(target)}", own: true);
        }).ConfigureAwait(false);
        return await StepAsync(started.Id, ReconfigurationState.Done, r => r with { MeasuredPauseMs = moved.PauseMs is { } ms ? Math.Round(ms, 3) : null }).ConfigureAwait(false);

        async Task ToldAsync(RuntimeStep step)
        {
            if (step.Bytes is { } bytes) await UpdateAsync(started.Id, r => r with { RoundBytes = [.. r.RoundBytes, bytes] }).ConfigureAwait(false);
            if (world.Read(w => w.Reconfigurations.First(r => r.Id == started.Id).State) != step.State) await StepAsync(started.Id, step.State).ConfigureAwait(false);
        }
    }

    private async Task<Reconfiguration> PlayAsync(string id, Run run, PipelineLayout target, CopyPlan copy, CancellationToken stop)
    {
        await StepAsync(id, ReconfigurationState.Preparing).ConfigureAwait(false);
        await WaitAsync(world.Options.Preparation, stop).ConfigureAwait(false);
        await StepAsync(id, ReconfigurationState.Copying).ConfigureAwait(false);
        for (var round = 0; round < copy.Rounds.Count; round++)
        {
            if (round == 1) await StepAsync(id, ReconfigurationState.Converging).ConfigureAwait(false);
            await WaitAsync(TimeSpan.FromMilliseconds(copy.Rounds[round].Milliseconds), stop).ConfigureAwait(false);
            await UpdateAsync(id, r => r with { RoundBytes = [.. r.RoundBytes, copy.Rounds[r.RoundBytes.Count].Bytes] }).ConfigureAwait(false);
        }

        if (copy.Rounds.Count <= 1) await StepAsync(id, ReconfigurationState.Converging).ConfigureAwait(false);
        await StepAsync(id, ReconfigurationState.Ready).ConfigureAwait(false);
        await StepAsync(id, ReconfigurationState.Switching).ConfigureAwait(false);
        await WaitAsync(TimeSpan.FromMilliseconds(copy.PauseMs), stop).ConfigureAwait(false);
        await CommitAsync(id, run, target, copy, stop).ConfigureAwait(false);
        // From here on it is done whatever happens: there is nothing left to give up.
        await StepAsync(id, ReconfigurationState.Releasing).ConfigureAwait(false);
        await WaitAsync(world.Options.Preparation == TimeSpan.Zero ? TimeSpan.Zero : Release, CancellationToken.None).ConfigureAwait(false);
        return await StepAsync(id, ReconfigurationState.Done).ConfigureAwait(false);
    }

    private Task CommitAsync(string id, Run run, PipelineLayout target, CopyPlan copy, CancellationToken stop) => world.ChangeAsync(c =>
    {
        stop.ThrowIfCancellationRequested();
        if (run.GivenUp) throw new OperationCanceledException();
        // Checked again here: a node may have gone while the copy ran.
        var service = Find(c.Site, target.Service);
        CheckPlace(c.World, target);
        c.World.Epochs[service.Name]++;
        c.Set(service with { Head = target.Head, Stages = target.Stages });
        var spread = 0.85 + 0.3 * Noise.Unit(world.Options.Seed, id, 0);
        Replace(c.World, id, r => Entered(r, ReconfigurationState.Committed) with
        {
            RoundBytes = [.. r.RoundBytes, copy.TailBytes],
            MeasuredPauseMs = Math.Round(copy.PauseMs * spread, 3),
        });
        c.Serving(DriverEventKind.PipelineChanged, service.Name, $"epoch {c.World.Epochs[service.Name]}: {Words(target)}", own: true);
    });

    private CopyPlan Prepare(LabWorld world, Service service, PipelineLayout target)
    {
        if (running.Values.Any(r => r.Service == service.Name)) throw new DriverException($"{service.Name} is being reconfigured already. Wait until it has ended, or abort it.");
        var model = models.Of(service);
        var next = 0;
        foreach (var stage in target.Stages)
        {
            if (stage.Layers.First != next || stage.Layers.Count < 1) throw new DriverException($"The stages of {service.Name} must hold layers 0 to {model.Layers - 1} in order, and {stage.Node} would hold {stage.Layers}.");
            next = stage.Layers.Last + 1;
        }

        if (next != model.Layers) throw new DriverException($"{service.Model} has {model.Layers} layers, and the new layout of {service.Name} holds {next}.");
        CheckPlace(world, target);
        var moved = CopyPlan.Moved(LayoutOf(service), target);
        var ways = moved.Select(m => (m.From, m.To)).Append((From: service.Head, To: target.Head)).Distinct().Select(m => Path(world, m.From, m.To)).ToList();
        return CopyPlan.Make(model, loads.Of(service.Name), moved.Count, new TransferPath(ways.Max(w => w.LatencyMs), ways.Min(w => w.BandwidthMbps)));
    }

    // What a new pipeline needs at its start, and still at its commit: nodes that are up, and ways between them.
    private static void CheckPlace(LabWorld world, PipelineLayout target)
    {
        foreach (var name in target.Nodes)
        {
            var node = world.Site.FindNode(name) ?? throw new DriverException($"The site {world.Site.Name} has no node {name}.");
            if (!node.Ready) throw new DriverException($"{name} is down and cannot hold a part of {target.Service}");
        }

        foreach (var (from, to) in TransferPaths.Of(target.Head, target.Stages)) Path(world, from, to);
    }

    private static TransferPath Path(LabWorld world, string from, string to) =>
        TransferPaths.Find(world, from, to) is ({ } path, _) ? path : throw new DriverException(TransferPaths.Find(world, from, to).Why);

    private static Service Find(Site site, string name) =>
        site.Services.FirstOrDefault(s => s.Name == name) ?? throw new DriverException($"The site {site.Name} has no service {name}. Nothing was changed.");

    private static PipelineLayout LayoutOf(Service service) => new(service.Name, service.Head, service.Stages);

    private static string Words(PipelineLayout layout) => $"head on {layout.Head}, {string.Join(", ", layout.Stages.Select(s => $"layers {s.Layers} on {s.Node}"))}";

    private Reconfiguration New(Service service, PipelineLayout target, string reason, long epoch) => new()
    {
        Id = $"{service.Name}-{epoch + 1}-{world.Time.GetUtcNow().ToUnixTimeMilliseconds() % 1_000_000_000:x}",
        Service = service.Name,
        From = LayoutOf(service),
        To = target,
        State = ReconfigurationState.Proposed,
        Reason = reason,
        Steps = [new ReconfigurationStep(ReconfigurationState.Proposed, world.Time.GetUtcNow())],
        Epoch = epoch,
        Simulated = true,
    };

    private Task WaitAsync(TimeSpan delay, CancellationToken stop) =>
        delay <= TimeSpan.Zero || world.Options.Preparation == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, world.Time, stop);

    private Task<Reconfiguration> StepAsync(string id, ReconfigurationState state, Func<Reconfiguration, Reconfiguration>? also = null) =>
        UpdateAsync(id, r => Entered(also?.Invoke(r) ?? r, state), state);

    private async Task<Reconfiguration> UpdateAsync(string id, Func<Reconfiguration, Reconfiguration> change, ReconfigurationState? entered = null)
    {
        Reconfiguration changed = null!;
        await world.ChangeAsync(c =>
        {
            changed = Replace(c.World, id, change);
            c.Serving(DriverEventKind.PipelineChanged, changed.Service, entered is { } state ? $"reconfiguration {state}" : $"{changed.RoundBytes[^1]} bytes copied in round {changed.RoundBytes.Count}", own: true);
        }).ConfigureAwait(false);
        return changed;
    }

    private Reconfiguration Entered(Reconfiguration r, ReconfigurationState state) =>
        r with { State = state, Steps = [.. r.Steps, new ReconfigurationStep(state, world.Time.GetUtcNow())] };

    private static Reconfiguration Replace(LabWorld world, string id, Func<Reconfiguration, Reconfiguration> change)
    {
        var at = world.Reconfigurations.FindIndex(r => r.Id == id);
        return world.Reconfigurations[at] = change(world.Reconfigurations[at]);
    }

    // Its source of cancellation is never disposed: it holds nothing, and an abort may come at any moment.
    private sealed class Run(string service)
    {
        public string Service => service;

        public CancellationTokenSource Stop { get; } = new();

        public bool GivenUp { get; set; }
    }
}
