namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>What <c>namespace(…)</c> makes: the one thing that a loop's body can change for what comes after the loop.</summary>
internal sealed class Namespace(Dictionary<string, object?> values)
{
    public Dictionary<string, object?> Values { get; } = values;
}
