using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Lifecycle;
using Microsoft.Extensions.Time.Testing;

namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>
/// A machine room: durable fakes of stores and drivers, and a process over them that can be killed and started anew.
/// The compiler and the verifier are the real ones.
/// </summary>
internal sealed class World
{
    public World(Site? site = null)
    {
        Site = new FakeSite(site ?? Lab.Site);
        Store = new FakeIntentStore(Plug);
        Audit = new FakeAudit(Plug);
        Journal = new FakeJournal(Plug);
        Fabric = new FakeFabric(Plug, () => Site.Now);
        Cluster = new FakeCluster(Plug, Site);
        Serving = new FakeServing(Plug, Site);
        Settings = new TransientSettings();
        Fabric.Install(BaselineRules.Compile(Site.Now));
        Start();
    }

    public Plug Plug { get; } = new();

    public FakeTimeProvider Time { get; } = new(Planning.Now);

    public FakeSite Site { get; }

    public FakeIntentStore Store { get; }

    public FakeAudit Audit { get; }

    public FakeJournal Journal { get; }

    public FakeQueue Queue { get; } = new();

    public FakeFabric Fabric { get; }

    public FakeCluster Cluster { get; }

    public FakeServing Serving { get; }

    public FakePlanner Planner { get; } = new();

    public FakeLog Log { get; } = new();

    public IOrchestrationSettingsStore Settings { get; }

    public OrchestrationRuntime Runtime { get; private set; } = null!;

    public EventFeed Feed { get; private set; } = null!;

    public IIntentService Service => Runtime.Service;

    public IReadOnlyList<FlowRule> PlanRules => [.. Fabric.Rules.Where(r => r.Priority > FlowPriority.Baseline)];

    /// <summary>Starts the process anew; the durable fakes stay.</summary>
    public void Start()
    {
        Plug.Restore();
        Feed = new EventFeed(Time);
        Runtime = new OrchestrationRuntime(
            Store, Audit, Journal, Queue, Site, Cluster, Fabric, Serving, Planner, new PlanMaker(Planning.Facade), Settings, Feed, Time, Log);
    }

    /// <summary>Runs every job there is, and those that they enqueue.</summary>
    public async Task RunJobsAsync()
    {
        while (Queue.Peek() is { } job)
        {
            await RunAsync(job);
            Queue.Complete(job);
        }
    }

    public Task RunAsync((string Kind, long Id) job) => job.Kind switch
    {
        "plan" => Runtime.Jobs.PlanAsync(job.Id, TestContext.Current.CancellationToken),
        "enact" => Runtime.Jobs.EnactAsync(job.Id, TestContext.Current.CancellationToken),
        _ => Runtime.Jobs.ProveAsync(job.Id, TestContext.Current.CancellationToken),
    };

    public IntentRecord Get(long id) => Store.Find(id)!;

    public async Task<IntentRecord> SayAsync(string text, params Rule[] rules)
    {
        Planner.Means(text, rules);
        var record = await Service.SubmitAsync(text, "ada", "chat", TestContext.Current.CancellationToken);
        await RunJobsAsync();
        return Get(record.Id);
    }

    /// <summary>Says, plans, approves, enacts.</summary>
    public async Task<IntentRecord> MakeActiveAsync(string text, params Rule[] rules)
    {
        var record = await SayAsync(text, rules);
        Assert.True(record.State == IntentState.AwaitingApproval, record.Note);
        await ApproveAsync(record.Id);
        record = Get(record.Id);
        Assert.True(record.State == IntentState.Active, record.Note);
        return record;
    }

    public async Task ApproveAsync(long id)
    {
        var record = Get(id);
        await Service.ApproveAsync(id, (record.Change?.Plan ?? record.Plan)!.Hash, "ada", TestContext.Current.CancellationToken);
        await RunJobsAsync();
    }

    public Task SweepAsync() => Runtime.Jobs.SweepAsync(TestContext.Current.CancellationToken);
}

/// <summary>Understands exactly what it was told to.</summary>
internal sealed class FakePlanner : IIntentPlanner
{
    private readonly Dictionary<string, Func<PlanningRequest, Understanding>> meanings = [];

    public string Name => "fake";

    public List<PlanningRequest> Requests { get; } = [];

    public Func<CancellationToken, Task>? Before { get; set; }

    public void Means(string text, params Rule[] rules) => Means(text, _ => new Understanding { Kind = UnderstandingKind.Policy, Planner = Name, Policy = new Policy(rules) });

    public void Means(string text, Func<PlanningRequest, Understanding> meaning) => meanings[text] = meaning;

    public async Task<Understanding> UnderstandAsync(PlanningRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        if (Before is not null) await Before(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return meanings.TryGetValue(request.Text, out var meaning)
            ? meaning(request)
            : new Understanding { Kind = UnderstandingKind.Clarify, Planner = Name, Question = new Question($"What is '{request.Text}'?", ["this", "that"]) };
    }
}
