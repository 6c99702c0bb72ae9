using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Knowledge.Planning;

/// <summary>Turns words into a typed policy. It proposes and nothing else: no implementation can change anything.</summary>
public interface IIntentPlanner
{
    /// <summary>Shown to the operator: "offline", or the name of the model.</summary>
    string Name { get; }

    /// <summary>
    /// Understands the text. What cannot be understood is a clarifying question, never a guess; nothing in the text,
    /// in labels or in names is taken as an instruction to the planner.
    /// </summary>
    /// <param name="request">The text and what it may speak of.</param>
    /// <param name="progress">Short lines for the chat while it works.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<Understanding> UnderstandAsync(PlanningRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default);
}

/// <summary>Who said something in a conversation.</summary>
public enum Speaker
{
    /// <summary>The operator.</summary>
    Operator,

    /// <summary>Continuum.</summary>
    Continuum,
}

/// <summary>Something said earlier in the same intent.</summary>
public sealed record Turn(Speaker Speaker, string Text);

/// <summary>What a planner is given.</summary>
public sealed record PlanningRequest
{
    /// <summary>What the operator said last.</summary>
    public required string Text { get; init; }

    /// <summary>The site as it is.</summary>
    public required Site Site { get; init; }

    /// <summary>Intents whose rules bind the site, oldest first.</summary>
    public IReadOnlyList<ActiveIntent> Active { get; init; } = [];

    /// <summary>The conversation of this intent so far, oldest first, <see cref="Text"/> excluded. Empty for a new intent.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    /// <summary>The question that <see cref="Text"/> replies to, when one is open.</summary>
    public Question? OpenQuestion { get; init; }

    /// <summary>
    /// Whether a follow-up ("undo that", "only France") may refer to active intents. False on the command line, where
    /// every text is a new intent.
    /// </summary>
    public bool AllowFollowUp { get; init; }

    /// <summary>Now, for "until Friday".</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>A question back to the operator.</summary>
/// <param name="Text">The question.</param>
/// <param name="Choices">Possible replies, each a text that the planner understands as a reply.</param>
public sealed record Question(string Text, IReadOnlyList<string> Choices);

/// <summary>What the operator wants done.</summary>
public enum UnderstandingKind
{
    /// <summary>A policy to compile.</summary>
    Policy,

    /// <summary>A question back.</summary>
    Clarify,

    /// <summary>An answer to a question of the operator's; nothing changes.</summary>
    Answer,

    /// <summary>A changed policy for an active intent (<see cref="Understanding.Target"/>).</summary>
    Amend,

    /// <summary>The withdrawal of an active intent (<see cref="Understanding.Target"/>).</summary>
    Withdraw,
}

/// <summary>A part of the operator's text.</summary>
public readonly record struct TextSpan(int Start, int Length);

/// <summary>An answer, as plain text with links to what it names.</summary>
/// <param name="Text">Plain text; lines are separated by \n.</param>
/// <param name="Links">Names in the text and the pages they lead to (local paths only).</param>
public sealed record Answer(string Text, IReadOnlyList<AnswerLink> Links);

/// <summary>A link of an answer.</summary>
public sealed record AnswerLink(string Text, string Href);

/// <summary>Tokens that a model used; zero offline.</summary>
public readonly record struct TokenUse(int Input, int Output);

/// <summary>What a planner understood.</summary>
public sealed record Understanding
{
    /// <summary>What it is.</summary>
    public required UnderstandingKind Kind { get; init; }

    /// <summary>Who understood it.</summary>
    public required string Planner { get; init; }

    /// <summary>For Policy and Amend.</summary>
    public Policy? Policy { get; init; }

    /// <summary>For Clarify.</summary>
    public Question? Question { get; init; }

    /// <summary>For Answer.</summary>
    public Answer? Answer { get; init; }

    /// <summary>For Amend and Withdraw: the intent meant.</summary>
    public long? Target { get; init; }

    /// <summary>What was assumed, in words.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>Parts of the text that no rule accounts for; they block auto-approval.</summary>
    public IReadOnlyList<TextSpan> Unmapped { get; init; } = [];

    /// <summary>Tokens used.</summary>
    public TokenUse Tokens { get; init; }
}
