namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>Parses a template's statements. What the subset has not is refused with its name and line, when the template is read.</summary>
internal sealed class TemplateParser
{
    private const string Supported = "if, for, set, macro, break, continue and generation are";
    private const int MostDepth = 64;

    private readonly TokenReader tokens;
    private readonly ExpressionParser expressions;
    private int depth;
    private int loops;

    private TemplateParser(string source)
    {
        tokens = new TokenReader(TemplateLexer.Cut(source));
        expressions = new ExpressionParser(tokens);
    }

    /// <summary>Parses a template.</summary>
    /// <exception cref="TemplateException">It is malformed or uses what is not supported.</exception>
    public static IReadOnlyList<Statement> Parse(string source)
    {
        var parser = new TemplateParser(source);
        var body = parser.Body();
        return parser.tokens.Peek.Kind == TemplateTokenKind.End ? body : throw parser.tokens.Error($"'{parser.tokens.PeekSecond.Text}' was found; no block is open that it could end");
    }

    /// <summary>Statements up to the end or one of the words; the word's tag is left open.</summary>
    private List<Statement> Body(params ReadOnlySpan<string> until)
    {
        if (++depth > MostDepth) throw tokens.Error($"blocks are nested more than {MostDepth} deep");
        var body = new List<Statement>();
        while (true)
        {
            var token = tokens.Peek;
            if (token.Kind == TemplateTokenKind.End) break;
            if (token.Kind == TemplateTokenKind.BlockStart && IsEnd(tokens.PeekSecond.Text)) break;
            tokens.Next();
            body.Add(token.Kind switch
            {
                TemplateTokenKind.Text => new TextStatement(token.Line, token.Text),
                TemplateTokenKind.OutputStart => Output(token.Line),
                _ => Block(token.Line, body) ?? new TextStatement(token.Line, ""),
            });
        }
        depth--;
        if (until.Length == 0) return body;
        if (tokens.Peek.Kind == TemplateTokenKind.End || !until.Contains(tokens.PeekSecond.Text))
            throw tokens.Error($"'{(tokens.Peek.Kind == TemplateTokenKind.End ? tokens.Peek : tokens.PeekSecond).Text}' was found; {string.Join(" or ", until.ToArray())} was expected");
        tokens.Next();
        return body;
    }

    private static bool IsEnd(string word) => word is "else" or "elif" || word.StartsWith("end", StringComparison.Ordinal);

    private OutputStatement Output(int line)
    {
        var value = expressions.ParseTuple();
        tokens.Expect(TemplateTokenKind.OutputEnd, "}}");
        return new OutputStatement(line, value);
    }

    private Statement? Block(int line, List<Statement> body)
    {
        var word = tokens.Word("a statement");
        switch (word)
        {
            case "if": return If(line);
            case "for": return For(line);
            case "set": return Set(line);
            case "macro": return Macro(line);
            case "break" or "continue":
                if (loops == 0) throw tokens.Error($"{word} stands outside of a loop");
                Close();
                return new LeaveStatement(line, word == "break" ? Flow.Break : Flow.Continue);
            case "generation":
                // Marks what the model itself writes, for training; it changes nothing that is written.
                Close();
                body.AddRange(Body("endgeneration"));
                End();
                return null;
            default: throw tokens.Error($"the statement '{word}' is not supported; {Supported}");
        }
    }

    private IfStatement If(int line)
    {
        var branches = new List<(Expression?, IReadOnlyList<Statement>)>();
        Expression? condition = expressions.Parse();
        Close();
        while (true)
        {
            branches.Add((condition, condition is null ? Body("endif") : Body("elif", "else", "endif")));
            var word = tokens.Next().Text;
            condition = word == "elif" ? expressions.Parse() : null;
            Close();
            if (word == "endif") return new IfStatement(line, branches);
        }
    }

    private ForStatement For(int line)
    {
        var targets = Targets();
        tokens.Expect("in");
        var items = expressions.Or();
        var filter = tokens.Take("if") ? expressions.Parse() : null;
        if (tokens.Peek.Is("recursive")) throw tokens.Error("recursive loops are not supported");
        Close();
        loops++;
        IReadOnlyList<Statement> body = Body("else", "endfor"), otherwise = [];
        loops--;
        if (tokens.Take("else"))
        {
            Close();
            otherwise = Body("endfor");
        }
        End();
        return new ForStatement(line, targets, items, filter, body, otherwise);
    }

    private SetStatement Set(int line)
    {
        var targets = Targets();
        var member = tokens.Take(".") ? tokens.Word("a member") : null;
        if (tokens.Take("="))
        {
            var value = expressions.ParseTuple();
            Close();
            return new SetStatement(line, targets, member, value, []);
        }
        if (targets.Count > 1) throw tokens.Error("a set block has more than one name");
        Close();
        var body = Body("endset");
        End();
        return new SetStatement(line, targets, member, null, body);
    }

    private MacroStatement Macro(int line)
    {
        var name = tokens.Word("the macro's name");
        tokens.Expect("(");
        var parameters = new List<(string, Expression?)>();
        while (!tokens.Take(")"))
        {
            var parameter = tokens.Word("a parameter");
            parameters.Add((parameter, tokens.Take("=") ? expressions.Parse() : null));
            if (!tokens.Peek.Is(")")) tokens.Expect(",");
        }
        Close();
        var outer = loops;
        loops = 0;
        var body = Body("endmacro");
        loops = outer;
        End();
        return new MacroStatement(line, name, parameters, body);
    }

    private List<Name> Targets()
    {
        var parenthesis = tokens.Take("(");
        var targets = new List<Name>();
        do targets.Add(new Name(tokens.Line, tokens.Word("a name")));
        while (tokens.Take(","));
        if (parenthesis) tokens.Expect(")");
        return targets;
    }

    private void End()
    {
        tokens.Next();
        Close();
    }

    private void Close() => tokens.Expect(TemplateTokenKind.BlockEnd, "%}");
}
