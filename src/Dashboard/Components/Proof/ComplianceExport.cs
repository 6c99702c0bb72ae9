using System.Globalization;
using System.Text;
using System.Text.Json;
using Continuum.Core.Intents;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Proof;

/// <summary>The compliance matrix as files for others to read.</summary>
internal static class ComplianceExport
{
    public static string Csv(IEnumerable<ComplianceRow> rows)
    {
        var text = new StringBuilder("intent,rule,subject,state,proven_at,observed\r\n");
        foreach (var row in rows)
        {
            string[] fields = [row.IntentId.ToString(CultureInfo.InvariantCulture), row.Rule, row.Subject, row.State.ToString().ToLowerInvariant(), row.ProvenAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "", row.Detail];
            text.AppendJoin(',', fields.Select(Field)).Append("\r\n");
        }

        return text.ToString();
    }

    public static string Json(IEnumerable<ComplianceRow> rows, string site, DateTimeOffset at) =>
        JsonSerializer.Serialize(new { site, at, rows }, IntentJson.Options);

    // Names of a site are data: a spreadsheet must not take one for a formula.
    private static string Field(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t') value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
