using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>A change of state.</summary>
public sealed record StateChange(IntentState State, DateTimeOffset At, string Actor, string? Reason);

/// <summary>A person's yes, bound to what was shown.</summary>
public sealed record Approval(string PlanHash, string Actor, DateTimeOffset At, bool Automatic);

/// <summary>
/// An enactment that came to its end. The site's desired state is that of the enactment with the highest number over all
/// intents, since each plan holds the desired state under all active ones.
/// </summary>
/// <param name="Number">Counted from 1 over all intents.</param>
/// <param name="At">When it ended.</param>
/// <param name="Plan">What was enacted; null when it is the intent's plan as shown (it differs before a window begins).</param>
public sealed record Enacted(long Number, DateTimeOffset At, Plan? Plan);

/// <summary>One step of an enactment.</summary>
/// <param name="Index">Its place.</param>
/// <param name="Title">In words.</param>
/// <param name="State">Where it is.</param>
/// <param name="At">When it got there.</param>
/// <param name="Error">Why it failed.</param>
public sealed record EnactmentStep(int Index, string Title, StepState State, DateTimeOffset? At, string? Error);

/// <summary>Where a step is.</summary>
public enum StepState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Begun; may be in place.</summary>
    Running,

    /// <summary>In place.</summary>
    Done,

    /// <summary>Taken back.</summary>
    Undone,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>Something that was no longer as the intent says.</summary>
/// <param name="Id">Its id.</param>
/// <param name="What">In words.</param>
/// <param name="NoticedAt">When it was noticed.</param>
/// <param name="HappenedAt">When the driver says it happened.</param>
/// <param name="RepairedAt">When it was put right; null while open.</param>
/// <param name="Resolution">repaired, escalated, resolved by itself; null while open.</param>
public sealed record DriftEvent(string Id, string What, DateTimeOffset NoticedAt, DateTimeOffset HappenedAt, DateTimeOffset? RepairedAt, string? Resolution)
{
    /// <summary>Tells whether two events are about the same thing.</summary>
    public string Key { get; init; } = "";
}

/// <summary>What is asked of an active intent.</summary>
public enum ChangeKind
{
    /// <summary>Another policy in its place.</summary>
    Amend,

    /// <summary>Its end.</summary>
    Withdraw,

    /// <summary>Its end because its window is over.</summary>
    Expire,

    /// <summary>A new plan for the same policy, because the site changed.</summary>
    Replan,
}

/// <summary>A change of an active intent: itself a plan with verdict and approval.</summary>
public sealed record PendingChange
{
    /// <summary>What is asked.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>Who asked.</summary>
    public required string Actor { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was said.</summary>
    public string? Text { get; init; }

    /// <summary>What the planner understood of <see cref="Text"/>; null where nothing had to be understood.</summary>
    public Understanding? Understanding { get; init; }

    /// <summary>The policy that would hold; null when none.</summary>
    public Policy? Policy { get; init; }

    /// <summary>That policy in words, a line each rule.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Layouts that an operator asks for; null where none is.</summary>
    public IReadOnlyList<PipelineLayout>? Wanted { get; init; }

    /// <summary>The site's desired state afterwards.</summary>
    public Plan? Plan { get; init; }

    /// <summary>Whether it may be enacted.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>A person's yes.</summary>
    public Approval? Approval { get; init; }
}

/// <summary>An intent with its whole story. Immutable: stores replace it as a whole.</summary>
public sealed record IntentRecord
{
    /// <summary>Its number, counted from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Grows with each change; a writer states the one it read.</summary>
    public long Version { get; init; }

    /// <summary>What was said first.</summary>
    public required string Text { get; init; }

    /// <summary>Who said it.</summary>
    public required string Author { get; init; }

    /// <summary>Where it came from: chat, api, lab.</summary>
    public string Origin { get; init; } = "chat";

    /// <summary>The conversation, the first text included.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public required IntentState State { get; init; }

    /// <summary>Every state it was in.</summary>
    public IReadOnlyList<StateChange> States { get; init; } = [];

    /// <summary>What the planner understood, newest.</summary>
    public Understanding? Understanding { get; init; }

    /// <summary>The policy in words, printed by code, a line each rule.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The policy in force or proposed.</summary>
    public Policy? Policy { get; init; }

    /// <summary>The plan shown for approval.</summary>
    public Plan? Plan { get; init; }

    /// <summary>Its verdict.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>A person's yes.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The newest enactment that came to its end; null before the first.</summary>
    public Enacted? Enacted { get; init; }

    /// <summary>Steps of the newest enactment.</summary>
    public IReadOnlyList<EnactmentStep> Steps { get; init; } = [];

    /// <summary>What was read back, newest proof.</summary>
    public IReadOnlyList<EvidenceItem> Evidence { get; init; } = [];

    /// <summary>When everything was proven last; a later proof that failed is told by the evidence.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Drift, newest first; bounded.</summary>
    public IReadOnlyList<DriftEvent> Drift { get; init; } = [];

    /// <summary>A change of the active intent that is being planned or waits for approval.</summary>
    public PendingChange? Change { get; init; }

    /// <summary>Milliseconds of each stage of the newest planning.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();

    /// <summary>When it was received.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>For texts that turned into a change of another intent: that intent.</summary>
    public long? BecameChangeOf { get; init; }

    /// <summary>In short, why it is where it is (error, reason of a refusal).</summary>
    public string? Note { get; init; }
}
