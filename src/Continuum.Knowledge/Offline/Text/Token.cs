namespace Continuum.Knowledge.Offline.Text;

/// <summary>What a token is made of.</summary>
internal enum TokenKind
{
    /// <summary>Letters.</summary>
    Word,

    /// <summary>Digits, perhaps with a decimal point.</summary>
    Number,

    /// <summary>A mark, arrow or comparison.</summary>
    Mark,

    /// <summary>The end of a line.</summary>
    LineEnd,
}

/// <summary>
/// A run of letters or digits, or a mark. "patient-db" and "s1" are two tokens each, so that "patient db" reads the same;
/// <see cref="Glue"/> keeps how they were written.
/// </summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Text">Lower case.</param>
/// <param name="Raw">As written.</param>
/// <param name="Start">Index in the normalised text.</param>
/// <param name="End">Index after it.</param>
/// <param name="Glue">What joins it to the token before: '\0' nothing (a space or a mark), '\x01' no character at all (s|1), else the joining character.</param>
internal sealed record Token(TokenKind Kind, string Text, string Raw, int Start, int End, char Glue)
{
    public bool Glued => Glue != '\0';

    public bool Is(string text) => Text == text;
}
