using Continuum.Serving.ChatTemplates.Evaluation;

namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>Arguments as they are written.</summary>
internal sealed record ArgumentList(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static ArgumentList None { get; } = new([], []);

    public Arguments Evaluate(string callee, Scope scope) => new(
        callee, [.. Positional.Select(p => p.Evaluate(scope))], Named.ToDictionary(n => n.Name, n => n.Value.Evaluate(scope), StringComparer.Ordinal));
}

/// <summary><c>name(…)</c>.</summary>
internal sealed record Call(int Line, Expression Target, ArgumentList Arguments) : Expression(Line)
{
    public override object? Evaluate(Scope scope)
    {
        scope.Budget.Step();
        return Target.Evaluate(scope) switch
        {
            Callable callable => callable.Invoke(Arguments.Evaluate(callable.Name, scope)),
            Undefined undefined => throw Error($"'{undefined.Name}' is called and does not exist or is not supported."),
            var other => throw Error($"{Values.Describe(other)} is called; a function was expected."),
        };
    }
}

/// <summary><c>target.method(…)</c>.</summary>
internal sealed record MethodCall(int Line, Expression Target, string Method, ArgumentList Arguments) : Expression(Line)
{
    public override object? Evaluate(Scope scope)
    {
        scope.Budget.Step();
        var target = Target.Evaluate(scope);
        // A namespace or the loop may hold something to call.
        if (target is Namespace or LoopState && Values.Look(target, Method, Line) is Callable callable) return callable.Invoke(Arguments.Evaluate(Method, scope));
        return Methods.Invoke(target, Method, Arguments.Evaluate(Method, scope), Line);
    }
}

/// <summary><c>value | filter(…)</c>.</summary>
internal sealed record Filtered(int Line, Expression Value, string Filter, ArgumentList Arguments) : Expression(Line)
{
    public override object? Evaluate(Scope scope)
    {
        scope.Budget.Step();
        return Filters.Apply(Filter, Value.Evaluate(scope), Arguments.Evaluate(Filter, scope));
    }
}

/// <summary><c>value is test(…)</c>.</summary>
internal sealed record Tested(int Line, Expression Value, string Test, ArgumentList Arguments, bool Negated) : Expression(Line)
{
    public override object Evaluate(Scope scope) => Tests.Holds(Test, Value.Evaluate(scope), Arguments.Evaluate(Test, scope)) != Negated;
}
