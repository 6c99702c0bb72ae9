using System.Globalization;
using System.Text;

namespace Continuum.Serving.Telemetry;

/// <summary>Writes Prometheus' text format, every sample with the label <c>model_name</c>.</summary>
internal sealed class PrometheusText(string model)
{
    private readonly StringBuilder text = new();
    private readonly string label = $"model_name=\"{Escape(model)}\"";

    public void Value(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Sample(name, label, value);
    }

    public void Values(string name, string type, string help, string by, IEnumerable<(string Of, double Value)> values)
    {
        Head(name, type, help);
        foreach (var (of, value) in values) Sample(name, $"{label},{by}=\"{Escape(of)}\"", value);
    }

    public void Histogram(string name, string help, HistogramSnapshot histogram)
    {
        Head(name, "histogram", help);
        long below = 0;
        for (var i = 0; i < histogram.Bounds.Count; i++)
            Sample(name + "_bucket", $"{label},le=\"{Number(histogram.Bounds[i])}\"", below += histogram.Counts[i]);
        Sample(name + "_bucket", $"{label},le=\"+Inf\"", histogram.Count);
        Sample(name + "_sum", label, histogram.Sum);
        Sample(name + "_count", label, histogram.Count);
    }

    public override string ToString() => text.ToString();

    private void Head(string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Sample(string name, string labels, double value) => text.Append($"{name}{{{labels}}} {Number(value)}\n");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
