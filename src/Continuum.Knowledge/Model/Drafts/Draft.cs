using Continuum.Core.Policies;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>What a model answered, read strictly.</summary>
internal sealed record Draft
{
    /// <summary>The policy; null for a question, or when there are errors.</summary>
    public Policy? Policy { get; init; }

    /// <summary>What the model asks back; null for a policy.</summary>
    public string? Question { get; init; }

    /// <summary>Replies that it offers.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What it says that it assumed.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>What is wrong with the answer, each a line that says where.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
