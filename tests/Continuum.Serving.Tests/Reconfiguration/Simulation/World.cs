using Continuum.Core.Sites;
using Continuum.Serving.Reconfiguration;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>
/// One seeded run: a head, stages, clients, and a scheduler of steps that picks at random what happens next, so that any
/// order that the connections allow can come up. Faults come until they are used up; then everything must end well.
/// </summary>
internal sealed partial class World
{
    public const int PrefillChunk = 12;

    public static readonly SchedulerOptions SchedulerOptions = new() { ContextLength = 96, MaxBatchTokens = 20, PrefillChunk = PrefillChunk, MaxRunning = 4 };

    private static readonly StageBytes Bytes = new(Layer: 100, FirstPart: 40, LastPart: 40, KvBlock: 8, Work: 10, Transfer: 10);

    private const int MostSteps = 30_000;
    private readonly Dictionary<long, EpochLayout> epochs = [];
    private readonly List<Client> clients = [];
    private readonly int[] states = new int[11];
    private int arrivals;
    private int proposals;

    public World(int seed, Safeguards safeguards)
    {
        (Random, Safeguards) = (new Random(seed), safeguards);
        Layers = Random.Next(2, 6);
        Blocks = Random.Next(8, 15);
        FaultsLeft = Random.Next(4) == 0 ? 0 : Random.Next(1, 6);
        arrivals = Random.Next(2, 6);
        proposals = Random.Next(1, 4);
        KvLimit = Blocks;
        Settings = new HeadSettings
        {
            LeaseUs = 40_000,
            RetryUs = 2_000,
            PatienceUs = 200_000,
            HoldUs = 60_000,
            PauseGoalUs = Random.Next(20, 600),
            MaxRounds = 3,
            MaxThrottledRounds = 3,
        };
        Network = new Network(this);
        Head = new ToyHead(this);
        Stages = [.. Enumerable.Range(0, Random.Next(3, 6)).Select(i => new ToyStage($"n{i}", this))];
        Budgets = Stages.ToDictionary(s => s.Name, _ => (long)(100 + (100 + 8 * Blocks) * Random.Next(Math.Max(1, Layers / 2), Layers + 2)));
    }

    public Random Random { get; }

    public Safeguards Safeguards { get; }

    public HeadSettings Settings { get; }

    public Network Network { get; }

    public ToyMask Mask { get; } = new();

    public ToyHead Head { get; }

    public IReadOnlyList<ToyStage> Stages { get; }

    public Dictionary<string, long> Budgets { get; }

    public List<JournalEntry> Disk { get; } = [];

    public IReadOnlyList<Client> Clients => clients;

    public int Layers { get; }

    public int Blocks { get; }

    public int KvLimit { get; set; }

    public int FaultsLeft { get; private set; }

    public bool LayoutWanted { get; set; }

    public long NowUs { get; private set; } = 1;

    public Action<string>? Trace { get; init; }

    public int Reached(ReconfigurationState state) => states[(int)state];

    public ToyStage Stage(string name)
    {
        foreach (var stage in Stages)
            if (stage.Name == name) return stage;
        throw new InvalidOperationException($"No stage {name}.");
    }

    public Client ClientOf(Sequence sequence)
    {
        foreach (var client in clients)
            if (client.Sequence == sequence) return client;
        throw new Violation("a sequence without a client");
    }

    /// <summary>Plays to the end and checks it.</summary>
    /// <exception cref="Violation">An invariant does not hold.</exception>
    public void Play()
    {
        try
        {
            Head.Start();
            for (var step = 0; ; step++)
            {
                if (step == MostSteps) throw new Violation($"stuck after {MostSteps} steps: {Picture()}");
                NowUs += Random.Next(40);
                Step();
                if (IsOver()) break;
            }
            CheckEnd();
        }
        catch (Exception error) when (error is not Violation)
        {
            throw new Violation(error.ToString());
        }
    }

    private bool IsOver() =>
        arrivals == 0 && proposals == 0 && Network.BusyCount == 0 && Head is { IsAlive: true, MayIssue: false } && Head.Coordinator.IsSettled && !LayoutWanted
        && Stages.All(stage => stage.IsAlive && Head.Coordinator.Live.Contains(stage.Name)) && clients.All(client => client.IsOver);

    private void Step()
    {
        var chance = Random.Next(100);
        if (chance < 4 || (chance >= 40 && Network.BusyCount == 0 && !Head.MayIssue))
        {
            Tick();
            return;
        }
        if (chance < 7)
        {
            if (FaultsLeft > 0 && Random.Next(5) == 0)
            {
                FaultsLeft--;
                Fault();
            }
            return;
        }
        if (chance < (Network.BusyCount == 0 ? 40 : 10))
        {
            Operate();
            return;
        }
        var choices = Network.BusyCount + (Head is { MayIssue: true, IsAlive: true } ? 1 : 0);
        if (choices == 0) return;
        var choice = Random.Next(choices);
        if (choice < Network.BusyCount) Network.DeliverOne(choice);
        else Head.Issue();
    }

    private void Tick()
    {
        NowUs += Random.Next(3_000);
        Head.Do(coordinator => coordinator.Tick(NowUs));
        foreach (var stage in Stages)
            if (stage.IsAlive) stage.Tick();
    }

    /// <summary>Clients, operators, and whoever starts processes anew.</summary>
    private void Operate()
    {
        if (!Head.IsAlive)
        {
            Trace?.Invoke("head starts");
            Head.Start();
            return;
        }
        var stage = Stages[Random.Next(Stages.Count)];
        if (!stage.IsAlive) stage.Restart();
        if (!Head.Coordinator.Live.Contains(stage.Name))
        {
            Trace?.Invoke($"{stage} joins");
            Head.Do(coordinator => coordinator.Joined(stage.Name, NowUs));
        }
        if (LayoutWanted)
        {
            LayoutWanted = false;
            var (layout, limits) = Choose(null);
            Trace?.Invoke($"replace by {layout}");
            Head.Do(coordinator => coordinator.Replace(layout, limits, NowUs));
            if (layout is null)
            {
                LayoutWanted = true;
                if (Random.Next(20) == 0) EndRule();
            }
        }
        else if (arrivals > 0 && Random.Next(2) == 0)
        {
            arrivals--;
            var client = new Client(clients.Count, [.. Enumerable.Range(0, Random.Next(1, 30)).Select(_ => Random.Next(ToyModel.Vocabulary))], Random.Next(1, 24), Layers);
            clients.Add(client);
            Head.Submit(client);
        }
        else if (MustMove() || (proposals > 0 && Head.Coordinator.IsSettled && Random.Next(3) > 0))
        {
            Propose();
        }
        else if (clients.Count > 0 && Random.Next(12) == 0)
        {
            var client = clients[Random.Next(clients.Count)];
            if (!client.IsOver) Head.Cancel(client);
        }
        else if (Random.Next(40) == 0)
        {
            Head.Do(coordinator => coordinator.AbortByOperator(NowUs));
        }
    }

    private bool MustMove() => Head.Coordinator is { Current: null, Layout: { } layout } && Head.IsHeld && layout.Stages.Any(stage => !Mask.MayHold(stage.Node));

    private void Propose()
    {
        var (layout, limits) = Choose(Head.Coordinator.Layout);
        if (layout is null)
        {
            // Nothing fits: give it up; a rule that leaves no way out is withdrawn.
            if (MustMove()) EndRule();
            else proposals--;
            return;
        }
        string? refusal = null;
        Head.Do(coordinator => refusal = coordinator.Propose(layout, limits, NowUs));
        Trace?.Invoke($"propose {layout}: {refusal}");
        if (refusal is null && proposals > 0) proposals--;
    }

    /// <summary>A random pipeline over living nodes that is feasible; it may be forbidden, which the protocol has to notice.</summary>
    private (EpochLayout? Layout, KvLimits Limits) Choose(EpochLayout? from)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var names = Head.Coordinator.Live.ToArray();
            Random.Shuffle(names);
            var stages = new List<Stage>();
            for (var (first, i) = (0, 0); first < Layers && i < names.Length; i++)
            {
                if (!Mask.MayHold(names[i]) && (from is null || Random.Next(4) > 0)) continue;
                var last = i == names.Length - 1 ? Layers - 1 : Math.Min(Layers - 1, first + Random.Next(Layers));
                stages.Add(new Stage(names[i], new LayerRange(first, last)));
                first = last + 1;
            }
            if (stages.Count == 0 || stages[^1].Layers.Last != Layers - 1) continue;
            var layout = new EpochLayout(stages);
            var used = Head.Pool?.Used ?? 0;
            var answer = Feasibility.Check(from, layout, Bytes, node => Budgets[node], Blocks, KvLimit, Math.Max(6, used), 1, Safeguards);
            if (answer.Limits is { } limits) return (layout, limits);
        }
        return default;
    }

    private string Picture() =>
        $"arrivals {arrivals}, proposals {proposals}, busy {Network.BusyCount}, head alive {Head.IsAlive} held {Head.IsHeld} epoch {Head.Coordinator.Epoch} {Head.Coordinator.Layout} "
        + $"change {Head.Coordinator.Current?.Epoch} {Head.Coordinator.Current?.Kind} {Head.Coordinator.Current?.State} settled {Head.Coordinator.IsSettled} wanted {LayoutWanted}, "
        + $"clients open {clients.Count(c => !c.IsOver)}, pool {Head.Pool?.Used}/{Head.Pool?.Limit}, stages {string.Join(' ', Stages.Select(s => $"{s}:{s.Agent.Epoch}/{s.Agent.LockedFor}"))}";
}
