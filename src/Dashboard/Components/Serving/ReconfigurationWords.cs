using Continuum.Orchestration.Drivers;
using Dashboard.Components.Shared;

namespace Dashboard.Components.Serving;

/// <summary>States of the protocol as an operator reads them.</summary>
internal static class ReconfigurationWords
{
    private static readonly ReconfigurationState[] Path =
    [
        ReconfigurationState.Proposed, ReconfigurationState.Preparing, ReconfigurationState.Copying, ReconfigurationState.Converging, ReconfigurationState.Ready,
        ReconfigurationState.Switching, ReconfigurationState.Committed, ReconfigurationState.Releasing, ReconfigurationState.Done,
    ];

    public static Meaning Of(ReconfigurationState state) => state switch
    {
        ReconfigurationState.Done => Meaning.Proven,
        ReconfigurationState.Aborted => Meaning.Warning,
        _ => Meaning.Moving,
    };

    /// <summary>Null while it can be given up, else why it cannot.</summary>
    public static string? WhyNoAbort(ReconfigurationState state) => state switch
    {
        ReconfigurationState.Done => "It is finished",
        ReconfigurationState.Aborted => "It was given up",
        ReconfigurationState.Switching or ReconfigurationState.Committed or ReconfigurationState.Releasing => "Past the switch: it finishes by itself",
        _ => null,
    };

    public static IReadOnlyList<StepView> Steps(Reconfiguration item)
    {
        var path = item.State == ReconfigurationState.Aborted ? [.. item.Steps.Select(s => s.State)] : Path;
        return
        [
            .. path.Select(state =>
            {
                var at = item.Steps.LastOrDefault(s => s.State == state)?.At;
                var current = state == item.State && state is not (ReconfigurationState.Done or ReconfigurationState.Aborted);
                var meaning = state == ReconfigurationState.Aborted ? Meaning.Warning : current ? Meaning.Moving : at is not null ? Meaning.Proven : Meaning.Neutral;
                return new StepView(state.ToString(), at, meaning, current);
            }),
        ];
    }
}
