using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Why a text is not understood, as a question to the operator. Thrown where reading stops: fail-closed.</summary>
internal sealed class Puzzle(string text, IReadOnlyList<string> choices, TextSpan? replace = null) : Exception(text)
{
    /// <summary>Possible replies.</summary>
    public IReadOnlyList<string> Choices { get; } = choices;

    /// <summary>The part of the original text that a reply stands for, when it stands for one.</summary>
    public TextSpan? Replace { get; } = replace;

    /// <summary>The sentence of the original text that is not understood.</summary>
    public TextSpan? Sentence { get; set; }

    /// <summary>Where a reply is put when it adds something; null appends it to the text.</summary>
    public string? Template { get; init; }
}
