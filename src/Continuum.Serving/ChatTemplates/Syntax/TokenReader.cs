namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>Walks over tokens.</summary>
internal sealed class TokenReader(IReadOnlyList<TemplateToken> tokens)
{
    private int at;

    public TemplateToken Peek => tokens[at];

    public TemplateToken PeekSecond => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public int Line => Peek.Line;

    public TemplateToken Next() => at < tokens.Count - 1 ? tokens[at++] : tokens[at];

    /// <summary>Goes on if the next token is this word or operator.</summary>
    public bool Take(string text)
    {
        if (!Peek.Is(text)) return false;
        at++;
        return true;
    }

    public void Expect(string text)
    {
        if (!Take(text)) throw Error($"{Peek.Text} was found; {text} was expected");
    }

    public void Expect(TemplateTokenKind kind, string name)
    {
        if (Next().Kind != kind) throw new TemplateException($"Line {tokens[at - 1].Line}: {tokens[at - 1].Text} was found; {name} was expected.");
    }

    public string Word(string what) => Peek.Kind == TemplateTokenKind.Name ? Next().Text : throw Error($"{Peek.Text} was found; {what} was expected");

    public TemplateException Error(string what) => new($"Line {Line}: {what}.");
}
