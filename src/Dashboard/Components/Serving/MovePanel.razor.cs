using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Actions;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Serving;

/// <summary>Moves a pipeline by hand: checked against the active intents first, and planned where they bind it.</summary>
public sealed partial class MovePanel : LiveComponent
{
    private string to = "";
    private string head = "";
    private string? of;
    private PipelineMove? answer;
    private bool busy;
    private string? error;

    /// <summary>The service.</summary>
    [Parameter, EditorRequired]
    public Service Service { get; set; } = default!;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site;

    [Inject]
    private IPipelineControl Pipelines { get; set; } = default!;

    private string Now => LayoutText.Write(new PipelineLayout(Service.Name, Service.Head, Service.Stages));

    private bool Idle => IdleReason is not null;

    private string? IdleReason => busy ? "It is being looked at" : to.Trim() == Now && head == Service.Head ? "This is where it is; write other stages" : null;

    private string Outcome => answer switch
    {
        { Verdict.Passed: false } => "not allowed, nothing was changed",
        { IntentId: not null } => "planned as a change, awaits approval",
        { Done: not null } => "moved",
        _ => "allowed",
    };

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (of == Service.Name) return;
        (of, to, head, answer, error) = (Service.Name, Now, Service.Head, null, null);
    }

    private Task CheckAsync() => AskAsync(() => Pipelines.CheckAsync(Service.Name, to.Trim(), head, CancellationToken.None));

    private Task MoveAsync() => AskAsync(() => Pipelines.MoveAsync(Service.Name, to.Trim(), head, "", CancellationToken.None));

    private async Task AskAsync(Func<Task<PipelineMove>> ask)
    {
        if (Idle) return;
        (busy, answer, error) = (true, null, null);
        try
        {
            error = await Attempt.RunAsync(async () => answer = await ask());
        }
        catch (UnauthorizedAccessException denied)
        {
            error = denied.Message;
        }
        finally
        {
            busy = false;
        }
    }
}
