using System.Globalization;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Strip;

/// <summary>What happened lately; dragging it shows the figures of another moment.</summary>
public sealed partial class Timeline : LiveComponent
{
    private IReadOnlyList<TimelineMark> marks = [];
    private DateTimeOffset from;
    private bool listed;

    /// <summary>The moment shown; null is now.</summary>
    [Parameter]
    public DateTimeOffset? At { get; set; }

    /// <summary>Another moment is asked for.</summary>
    [Parameter]
    public EventCallback<DateTimeOffset?> OnAt { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Clock | LiveSources.Intents | LiveSources.Reconfigurations;

    [Inject]
    private IServingDriver Serving { get; set; } = default!;

    private bool Replaying => At is not null;

    private int Span => Math.Max(1, (int)(Feed.Now - from).TotalSeconds);

    private int Position => At is { } at ? Math.Clamp((int)(at - from).TotalSeconds, 0, Span) : Span;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        // The window is what can be replayed, and at least ten minutes, so that it does not stretch while it fills.
        var oldest = Feed.History.Count > 0 ? Feed.History[0].At : Feed.Now;
        from = oldest < Feed.Now.AddMinutes(-10) ? oldest : Feed.Now.AddMinutes(-10);
        marks = TimelineMarks.Of(Feed.Intents, Serving.Reconfigurations, from);
    }

    private Task MoveAsync(ChangeEventArgs change)
    {
        var seconds = int.Parse((string)change.Value!, CultureInfo.InvariantCulture);
        return OnAt.InvokeAsync(seconds >= Span - 1 ? null : from.AddSeconds(seconds));
    }

    private string StyleOf(TimelineMark mark)
    {
        var left = Share(mark.At);
        return mark.Until is { } until
            ? string.Create(CultureInfo.InvariantCulture, $"left:{left:0.##}%;width:max(6px,{Share(until) - left:0.##}%)")
            : string.Create(CultureInfo.InvariantCulture, $"left:{left:0.##}%");
    }

    private static string ClassOf(TimelineMark mark) =>
        $"{(mark.Until is null ? "dot" : "stretch")} {mark.Is.ToString().ToLowerInvariant()}";

    private double Share(DateTimeOffset at) => Math.Clamp((at - from) / (Feed.Now - from) * 100, 0, 100);
}
