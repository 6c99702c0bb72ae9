using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Shared;

/// <summary>The last minutes of a figure, as a hint; the figure itself stands beside it. A gap is "no data".</summary>
public sealed partial class Sparkline
{
    private IReadOnlyList<double?> shown = [];
    private double low;
    private double high;

    /// <summary>Values, oldest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<double?> Values { get; set; }

    /// <summary>Whether each value stands for itself.</summary>
    [Parameter]
    public bool Bars { get; set; }

    /// <summary>Lowest value of the scale; the lowest shown when absent.</summary>
    [Parameter]
    public double? Floor { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        shown = Values;
        var known = shown.OfType<double>().ToList();
        low = Floor ?? (known.Count == 0 ? 0 : known.Min());
        high = known.Count == 0 ? 1 : known.Max();
        if (high - low < 1e-9) high = low + 1;
    }

    private double Scale(double value) => Math.Clamp((value - low) / (high - low), 0, 1) * 21;

    private IEnumerable<string> Lines()
    {
        var line = new StringBuilder();
        for (var i = 0; i < shown.Count; i++)
        {
            if (shown[i] is { } value) line.Append(F(shown.Count < 2 ? 0 : 120.0 * i / (shown.Count - 1))).Append(',').Append(F(22.5 - Scale(value))).Append(' ');
            if ((shown[i] is null || i == shown.Count - 1) && line.Length > 0)
            {
                yield return line.ToString();
                line.Clear();
            }
        }
    }

    private static string F(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
