namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class Chunker
{
    private static readonly string[] Legal =
    [
        "legal", "true", "holds", "hold", "met", "satisfied", "fulfilled", "then", "done", "kept", "respected", "observed", "compliant", "compliance",
        "conforming", "lawful", "conforms", "complies", "comply", "case", "conformant", "achieved", "reached",
    ];

    private static readonly string[] Unlawful =
    [
        "illegal", "noncompliant", "violating", "violates", "violation", "breach", "unlawful", "illegally", "broken", "violated", "breached", "unmet", "unfulfilled",
    ];

    // while illegal; until the pipeline is compliant; if it cannot be met; as long as that isn't the case
    private IllegalItem? Illegal(int at, int to)
    {
        if (!scan.IsAny(at, "while", "until", "till", "if", "when", "whenever", "as", "during", "should", "unless", "once", "so", "before") || scan.Reads(at, "as", "well")) return null;
        var negations = 0;
        for (var i = at + 1; i < Math.Min(to, at + 14); i++)
        {
            if (scan.IsAny(i, ",", ";", ".") && i > at + 1) return null;
            if (scan.IsAny(i, "not", "never", "no", "non", "isn", "out", "stops", "ceases")) negations++;
            var unlawful = scan.IsAny(i, Unlawful);
            if (!unlawful && !scan.IsAny(i, Legal) && !scan.Reads(i, "not", "yet", "there")) continue;
            if (scan.Is(i, "case") && !scan.Is(i - 1, "the")) continue;
            var state = unlawful == (negations % 2 == 1);
            var waits = scan.IsAny(at, "until", "till", "unless", "before");
            // "refuse requests while it is compliant" is the other way round, and hardly meant.
            if (state != waits) throw new Puzzle($"Requests can be held or refused while a pipeline does not comply, not '{scan.Raw(at, i + 1)}'. What shall happen to them until it does?", ["hold requests", "refuse requests"], scan.Span(at, i + 1));
            var end = i + 1;
            while (scan.IsAny(end, "compliant", "again", "so", "case", "with", "this", "rule", "it", "the", "state", "yet", "layout", "pipeline", "of", "rules", "placement", "location", "policy", "that", "these")) end++;
            return new IllegalItem(at, end);
        }

        return null;
    }
}
