using System.Globalization;
using System.Text;
using Continuum.Serving.ChatTemplates.Evaluation;

namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>Parses expressions with the precedence that Jinja documents: if-else, or, and, not, comparisons, + -, ~, * / // %, sign, then look-ups, filters and tests.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private const int MostDepth = 100;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Keywords = ["if", "else", "elif", "for", "in", "is", "and", "or", "not"];
    private int depth;

    public Expression Parse() => Deeper(() =>
    {
        var value = Or();
        while (tokens.Take("if"))
        {
            var condition = Or();
            value = new Conditional(value.Line, condition, value, tokens.Take("else") ? Parse() : null);
        }
        return value;
    });

    /// <summary>An expression without if-else, as after <c>in</c> of a loop, where if filters.</summary>
    public Expression Or() => Chain("or", false, () => Chain("and", true, Not));

    /// <summary>One expression, or several with commas between, which make a list.</summary>
    public Expression ParseTuple()
    {
        var first = Parse();
        if (!tokens.Peek.Is(",")) return first;
        var items = new List<Expression> { first };
        while (tokens.Take(","))
            if (tokens.Peek.Kind is not (TemplateTokenKind.BlockEnd or TemplateTokenKind.OutputEnd) && !tokens.Peek.Is(")")) items.Add(Parse());
        return new ListOf(first.Line, items);
    }

    private Expression Deeper(Func<Expression> parse)
    {
        if (++depth > MostDepth) throw tokens.Error($"expressions are nested more than {MostDepth} deep");
        var value = parse();
        depth--;
        return value;
    }

    private Expression Chain(string word, bool and, Func<Expression> operand)
    {
        var left = operand();
        while (tokens.Take(word)) left = new Either(left.Line, left, operand(), and);
        return left;
    }

    private Expression Not()
    {
        var line = tokens.Line;
        if (!tokens.Take("not")) return Comparison();
        return new Not(line, Deeper(Not));
    }

    private Expression Comparison()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Peek is { Kind: TemplateTokenKind.Operator } op && Comparisons.Contains(op.Text)) rest.Add((tokens.Next().Text, Sum()));
            else if (tokens.Take("in")) rest.Add(("in", Sum()));
            else if (tokens.Peek.Is("not") && tokens.PeekSecond.Is("in"))
            {
                tokens.Next();
                tokens.Next();
                rest.Add(("not in", Sum()));
            }
            else return rest.Count == 0 ? first : new Compare(first.Line, first, rest);
        }
    }

    private Expression Sum() => Operators(["+", "-"], () => Operators(["~"], () => Operators(["*", "/", "//", "%"], Sign)));

    private Expression Operators(string[] operators, Func<Expression> operand)
    {
        var left = operand();
        while (tokens.Peek is { Kind: TemplateTokenKind.Operator } op && operators.Contains(op.Text))
        {
            tokens.Next();
            left = new Binary(op.Line, op.Text, left, operand());
        }
        return left;
    }

    private Expression Sign() => Filtered(Unfiltered());

    private Expression Unfiltered()
    {
        var line = tokens.Line;
        if (tokens.Take("-")) return new Negative(line, Deeper(Unfiltered));
        if (tokens.Take("+")) return Deeper(Unfiltered);
        return LookUps(Primary());
    }

    private Expression Primary()
    {
        var token = tokens.Next();
        switch (token.Kind)
        {
            case TemplateTokenKind.String:
                var text = new StringBuilder(token.Text);
                while (tokens.Peek.Kind == TemplateTokenKind.String) text.Append(tokens.Next().Text);
                return new Literal(token.Line, text.ToString());
            case TemplateTokenKind.Integer:
                return new Literal(token.Line, long.TryParse(token.Text, CultureInfo.InvariantCulture, out var whole) ? whole : throw tokens.Error($"the number {token.Text} is too large"));
            case TemplateTokenKind.Float:
                return new Literal(token.Line, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case TemplateTokenKind.Name when !Keywords.Contains(token.Text):
                return token.Text switch
                {
                    "true" or "True" => new Literal(token.Line, true),
                    "false" or "False" => new Literal(token.Line, false),
                    "none" or "None" => new Literal(token.Line, null),
                    var name => new Name(token.Line, name),
                };
            case TemplateTokenKind.Operator when token.Text == "(":
                if (tokens.Take(")")) return new ListOf(token.Line, []);
                var inner = ParseTuple();
                tokens.Expect(")");
                return inner;
            case TemplateTokenKind.Operator when token.Text == "[":
                return new ListOf(token.Line, Items("]", Parse));
            case TemplateTokenKind.Operator when token.Text == "{":
                return new DictionaryOf(token.Line, Items("}", () =>
                {
                    var key = Parse();
                    tokens.Expect(":");
                    return (key, Parse());
                }));
            default:
                throw new TemplateException($"Line {token.Line}: {token.Text} was found; a value was expected.");
        }
    }

    private List<T> Items<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!tokens.Take(close))
        {
            items.Add(item());
            if (!tokens.Peek.Is(close)) tokens.Expect(",");
        }
        return items;
    }

    private Expression LookUps(Expression target)
    {
        while (true)
        {
            var line = tokens.Line;
            if (tokens.Take("."))
            {
                var name = tokens.Next();
                if (name.Kind == TemplateTokenKind.Integer) target = new Attribute(line, target, new Literal(line, long.Parse(name.Text, CultureInfo.InvariantCulture)));
                else if (name.Kind != TemplateTokenKind.Name) throw new TemplateException($"Line {line}: {name.Text} was found after a dot; a name was expected.");
                else if (tokens.Take("(")) target = new MethodCall(line, target, name.Text, ArgumentsUntilClose());
                else target = new Attribute(line, target, new Literal(line, name.Text));
            }
            else if (tokens.Take("[")) target = Subscript(target, line);
            else if (tokens.Take("(")) target = new Call(line, target, ArgumentsUntilClose());
            else return target;
        }
    }

    private Expression Subscript(Expression target, int line)
    {
        var bounds = new Expression?[3];
        var colons = 0;
        while (!tokens.Take("]"))
        {
            if (tokens.Take(":")) { if (++colons > 2) throw tokens.Error("a slice has more than two colons"); }
            else if (bounds[colons] is null) bounds[colons] = Parse();
            else throw tokens.Error($"{tokens.Peek.Text} was found in a look-up; ] was expected");
        }
        if (colons > 0) return new Slice(line, target, bounds[0], bounds[1], bounds[2]);
        return new Attribute(line, target, bounds[0] ?? throw tokens.Error("[] looks nothing up"));
    }

    private Expression Filtered(Expression value)
    {
        while (true)
        {
            var line = tokens.Line;
            if (tokens.Take("|"))
            {
                var filter = tokens.Word("a filter");
                if (!Filters.Exists(filter)) throw tokens.Error($"the filter '{filter}' is not supported");
                value = new Filtered(line, value, filter, tokens.Take("(") ? ArgumentsUntilClose() : ArgumentList.None);
            }
            else if (tokens.Take("is"))
            {
                value = Test(value, line, tokens.Take("not"));
            }
            else return value;
        }
    }

    private Tested Test(Expression value, int line, bool negated)
    {
        var test = tokens.Word("a test");
        if (!Tests.Exists(test)) throw tokens.Error($"the test '{test}' is not supported");
        ArgumentList arguments = ArgumentList.None;
        if (tokens.Take("(")) arguments = ArgumentsUntilClose();
        // "x is divisibleby 3" needs no parentheses.
        else if (Tests.TakesOne(test)) arguments = new ArgumentList([Unfiltered()], []);
        return new Tested(line, value, test, arguments, negated);
    }

    private ArgumentList ArgumentsUntilClose()
    {
        var named = new List<(string, Expression)>();
        var positional = new List<Expression>();
        while (!tokens.Take(")"))
        {
            if (tokens.Peek.Is("*") || tokens.Peek.Is("**")) throw tokens.Error("unpacked arguments (* and **) are not supported");
            if (tokens.Peek.Kind == TemplateTokenKind.Name && tokens.PeekSecond.Is("="))
            {
                var name = tokens.Next().Text;
                tokens.Next();
                named.Add((name, Parse()));
            }
            else if (named.Count > 0) throw tokens.Error("an argument without a name follows one with a name");
            else positional.Add(Parse());
            if (!tokens.Peek.Is(")")) tokens.Expect(",");
        }
        if (named.Select(n => n.Item1).Distinct().Count() < named.Count) throw tokens.Error("an argument is named twice");
        return new ArgumentList(positional, named);
    }
}
