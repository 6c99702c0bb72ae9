namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>What <c>loop</c> knows inside a loop.</summary>
internal sealed class LoopState(List<object?> items, int index)
{
    public object? Look(string name) => name switch
    {
        "index" => index + 1L,
        "index0" => (long)index,
        "revindex" => (long)(items.Count - index),
        "revindex0" => (long)(items.Count - index - 1),
        "first" => index == 0,
        "last" => index == items.Count - 1,
        "length" => (long)items.Count,
        "previtem" => index > 0 ? items[index - 1] : new Undefined(name),
        "nextitem" => index < items.Count - 1 ? items[index + 1] : new Undefined(name),
        "cycle" => new Callable("loop.cycle", arguments => arguments.Positional.Count > 0 ? arguments.Positional[index % arguments.Positional.Count] : throw new TemplateException("loop.cycle needs values.")),
        _ => null,
    };
}
