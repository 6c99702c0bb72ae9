using System.Text;
using Continuum.Serving.ChatTemplates.Evaluation;

namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>A part of a template that writes or sets something.</summary>
internal abstract record Statement(int Line)
{
    public abstract Flow Execute(Scope scope, StringBuilder output);

    /// <summary>Runs statements until one leaves the loop.</summary>
    public static Flow Execute(IReadOnlyList<Statement> body, Scope scope, StringBuilder output)
    {
        foreach (var statement in body)
        {
            scope.Budget.Step();
            if (statement.Execute(scope, output) is var flow and not Flow.On) return flow;
        }
        return Flow.On;
    }
}

/// <summary>Where a statement leads.</summary>
internal enum Flow
{
    On,
    Continue,
    Break,
}

internal sealed record TextStatement(int Line, string Text) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        output.Append(Text);
        return Flow.On;
    }
}

internal sealed record OutputStatement(int Line, Expression Value) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        output.Append(Values.Print(Value.Evaluate(scope)));
        return Flow.On;
    }
}

internal sealed record IfStatement(int Line, IReadOnlyList<(Expression? Condition, IReadOnlyList<Statement> Body)> Branches) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        foreach (var (condition, body) in Branches)
            if (condition is null || Values.IsTrue(condition.Evaluate(scope))) return Execute(body, scope, output);
        return Flow.On;
    }
}

internal sealed record LeaveStatement(int Line, Flow Flow) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output) => Flow;
}

internal sealed record SetStatement(int Line, IReadOnlyList<Name> Targets, string? Member, Expression? Value, IReadOnlyList<Statement> Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        var value = Value is null ? Captured(scope) : Value.Evaluate(scope);
        if (Member is not null)
        {
            if (Targets[0].Evaluate(scope) is not Namespace target) throw new TemplateException($"Line {Line}: '{Targets[0].Text}' is not a namespace; only members of one can be set.");
            target.Values[Member] = value;
        }
        else Targeting.Assign(Targets, value, scope, Line);
        return Flow.On;
    }

    private string Captured(Scope scope)
    {
        var text = new StringBuilder();
        Execute(Body, scope.Inner(), text);
        return text.ToString();
    }
}

internal sealed record ForStatement(
    int Line, IReadOnlyList<Name> Targets, Expression Items, Expression? Filter, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Otherwise) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        var items = Values.Items(Items.Evaluate(scope), Line).Where(item => Keeps(item, scope)).ToList();
        if (items.Count == 0) return Execute(Otherwise, scope, output);
        for (var i = 0; i < items.Count; i++)
        {
            var inner = scope.Inner();
            Targeting.Assign(Targets, items[i], inner, Line);
            inner.Set("loop", new LoopState(items, i));
            if (Execute(Body, inner, output) == Flow.Break) break;
        }
        return Flow.On;
    }

    private bool Keeps(object? item, Scope scope)
    {
        if (Filter is null) return true;
        var inner = scope.Inner();
        Targeting.Assign(Targets, item, inner, Line);
        return Values.IsTrue(Filter.Evaluate(inner));
    }
}

internal sealed record MacroStatement(int Line, string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body) : Statement(Line)
{
    public override Flow Execute(Scope scope, StringBuilder output)
    {
        scope.Set(Name, new Callable(Name, arguments => Invoke(arguments, scope)));
        return Flow.On;
    }

    private string Invoke(Arguments arguments, Scope defined)
    {
        arguments.Expect(Parameters.Count, [.. Parameters.Select(p => p.Name)]);
        var inner = defined.Inner();
        for (var i = 0; i < Parameters.Count; i++)
        {
            var (name, otherwise) = Parameters[i];
            inner.Set(name, arguments.Has(i, name) ? arguments.Get(i, name) : otherwise is null ? new Undefined(name) : otherwise.Evaluate(inner));
        }
        var text = new StringBuilder();
        defined.Budget.Enter();
        Execute(Body, inner, text);
        defined.Budget.Leave();
        return text.ToString();
    }
}

/// <summary>Gives one value to one name, or the items of a value to several.</summary>
internal static class Targeting
{
    public static void Assign(IReadOnlyList<Name> targets, object? value, Scope scope, int line)
    {
        if (targets.Count == 1)
        {
            scope.Set(targets[0].Text, value);
            return;
        }
        var items = Values.Items(value, line);
        if (items.Count != targets.Count) throw new TemplateException($"Line {line}: {items.Count} values are to be given to {targets.Count} names.");
        for (var i = 0; i < items.Count; i++) scope.Set(targets[i].Text, items[i]);
    }
}
