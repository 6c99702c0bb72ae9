using System.Globalization;
using Continuum.Orchestration.Events;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Live;

/// <summary>Reads progress lines out of events: the subject names the intent ("intent 12"), the payload is the line.</summary>
internal static class ProgressText
{
    public static ProgressLine? Read(ConsoleEvent item)
    {
        if (item.Payload is ProgressLine line) return line;
        var text = item.Payload as string ?? item.Payload.GetType().GetProperty("Text")?.GetValue(item.Payload) as string;
        var number = item.Subject.AsSpan(item.Subject.LastIndexOf(' ') + 1);
        return text is not null && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ProgressLine(id, text)
            : null;
    }
}
