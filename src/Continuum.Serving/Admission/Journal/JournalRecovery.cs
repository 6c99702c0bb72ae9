namespace Continuum.Serving.Admission.Journal;

/// <summary>What a journal says about requests of an earlier process.</summary>
/// <param name="Open">Requests without an end: to be generated again.</param>
/// <param name="Answered">Requests with an answer, of which a client may still miss the last part.</param>
internal sealed record JournalRecovery(IReadOnlyList<AdmittedRequest> Open, IReadOnlyList<AdmittedRequest> Answered)
{
    public static JournalRecovery From(IEnumerable<JournalRecord> records)
    {
        var open = new OrderedDictionary<(string, string), AdmittedRequest>();
        var answered = new OrderedDictionary<(string, string), AdmittedRequest>();
        foreach (var record in records)
        {
            var key = (record.Tenant, record.Id);
            if (record.Admitted is { } request) open[key] = request;
            else if (open.Remove(key, out var ended) && record.Answered) answered[key] = ended;
        }
        return new JournalRecovery([.. open.Values], [.. answered.Values]);
    }
}
