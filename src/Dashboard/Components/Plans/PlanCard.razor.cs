using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>A plan put before the operator: what it means, what it changes, why it is safe, and the two answers.</summary>
public sealed partial class PlanCard : LiveComponent
{
    private PlanView view = default!;

    /// <summary>The intent.</summary>
    [Parameter, EditorRequired]
    public required IntentRecord Intent { get; set; }

    /// <summary>Whether to repeat the sentence where parts of it are not covered; the chat shows it already.</summary>
    [Parameter]
    public bool ShowSentence { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.None;

    private string LastSaid => Intent.Turns.LastOrDefault(t => t.Speaker == Speaker.Operator)?.Text ?? Intent.Text;

    /// <inheritdoc/>
    protected override void OnParametersSet() => view = PlanView.Of(Intent);
}
