using Continuum.Serving.ChatTemplates.Evaluation;

namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>A part of a template that has a value.</summary>
/// <param name="Line">Where it stands.</param>
internal abstract record Expression(int Line)
{
    public abstract object? Evaluate(Scope scope);

    protected TemplateException Error(string what) => new($"Line {Line}: {what}");
}

internal sealed record Literal(int Line, object? Value) : Expression(Line)
{
    public override object? Evaluate(Scope scope) => Value;
}

internal sealed record Name(int Line, string Text) : Expression(Line)
{
    public override object? Evaluate(Scope scope) => scope.Get(Text);
}

internal sealed record ListOf(int Line, IReadOnlyList<Expression> Items) : Expression(Line)
{
    public override object Evaluate(Scope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
}

internal sealed record DictionaryOf(int Line, IReadOnlyList<(Expression Key, Expression Value)> Items) : Expression(Line)
{
    public override object Evaluate(Scope scope)
    {
        var dictionary = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in Items)
            dictionary[key.Evaluate(scope) as string ?? throw Error("a key of a dictionary is not a string, which is not supported.")] = value.Evaluate(scope);
        return dictionary;
    }
}

internal sealed record Conditional(int Line, Expression Condition, Expression Then, Expression? Else) : Expression(Line)
{
    public override object? Evaluate(Scope scope) =>
        Values.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Else is null ? new Undefined("else") : Else.Evaluate(scope);
}

internal sealed record Not(int Line, Expression Operand) : Expression(Line)
{
    public override object Evaluate(Scope scope) => !Values.IsTrue(Operand.Evaluate(scope));
}

internal sealed record Negative(int Line, Expression Operand) : Expression(Line)
{
    public override object Evaluate(Scope scope) => Operand.Evaluate(scope) switch
    {
        long whole => (object)-whole,
        double number => -number,
        var other => throw Error($"- needs a number; {Values.Describe(other)} was found."),
    };
}

internal sealed record Either(int Line, Expression Left, Expression Right, bool And) : Expression(Line)
{
    /// <summary>As in Python, the value that decided, not true or false.</summary>
    public override object? Evaluate(Scope scope)
    {
        var left = Left.Evaluate(scope);
        return Values.IsTrue(left) == And ? Right.Evaluate(scope) : left;
    }
}

internal sealed record Compare(int Line, Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest) : Expression(Line)
{
    public override object Evaluate(Scope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (op, operand) in Rest)
        {
            var right = operand.Evaluate(scope);
            if (!Operations.Compare(op, left, right, Line)) return false;
            left = right;
        }
        return true;
    }
}

internal sealed record Binary(int Line, string Operator, Expression Left, Expression Right) : Expression(Line)
{
    public override object Evaluate(Scope scope) => Operations.Compute(Operator, Left.Evaluate(scope), Right.Evaluate(scope), Line);
}

internal sealed record Attribute(int Line, Expression Target, Expression Key) : Expression(Line)
{
    public override object? Evaluate(Scope scope) => Values.Look(Target.Evaluate(scope), Key.Evaluate(scope), Line);
}

internal sealed record Slice(int Line, Expression Target, Expression? From, Expression? To, Expression? Step) : Expression(Line)
{
    public override object Evaluate(Scope scope) => Slicing.Cut(Target.Evaluate(scope), Bound(From, scope), Bound(To, scope), Bound(Step, scope), Line);

    private long? Bound(Expression? bound, Scope scope) => bound?.Evaluate(scope) switch
    {
        null => null,
        long whole => whole,
        var other => throw Error($"a slice needs whole numbers; {Values.Describe(other)} was found."),
    };
}
