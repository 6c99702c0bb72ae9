using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;

namespace Dashboard.CommandLine;

/// <summary>All that came of one text.</summary>
internal sealed record PlannedText
{
    /// <summary>The text.</summary>
    public required string Intent { get; init; }

    /// <summary>Who understood it.</summary>
    public required string Planner { get; init; }

    /// <summary>What is asked back; null when it was understood.</summary>
    public Question? Question { get; init; }

    /// <summary>What it means; null when it was not understood.</summary>
    public Policy? Policy { get; init; }

    /// <summary>The policy in words, assumptions last.</summary>
    public string Words { get; init; } = "";

    /// <summary>Parts of the text that no rule accounts for.</summary>
    public IReadOnlyList<string> Unmapped { get; init; } = [];

    /// <summary>The desired state; null when none could be compiled.</summary>
    public Plan? Plan { get; init; }

    /// <summary>Whether the plan shows a window that has not begun: until then nothing moves.</summary>
    public bool IsForLater { get; init; }

    /// <summary>Whether it may be enacted.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Stages and how long each took, ms.</summary>
    public required IReadOnlyList<(string Stage, double Milliseconds)> Timings { get; init; }

    /// <summary>Tokens used.</summary>
    public TokenUse Tokens { get; init; }

    /// <summary>The exit code that says how it ended.</summary>
    public int ExitCode => Verdict.Outcome switch
    {
        Outcome.Pass => ExitCodes.Passed,
        Outcome.Clarify => ExitCodes.Clarify,
        _ => ExitCodes.Rejected,
    };
}
