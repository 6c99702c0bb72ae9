namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Bounds what a template may cost: templates come with model folders and run for every request.</summary>
internal sealed class Budget
{
    public const int MostSteps = 2_000_000;
    public const int MostDepth = 64;

    private int steps;
    private int depth;

    public void Step()
    {
        if (++steps > MostSteps) throw new TemplateException($"The template takes more than {MostSteps} steps.");
    }

    public void Enter()
    {
        if (++depth > MostDepth) throw new TemplateException($"The template calls macros more than {MostDepth} deep.");
    }

    public void Leave() => depth--;
}
