namespace Continuum.Serving.Admission.Journal;

/// <summary>What a journal holds that still matters: open requests, and the last ones that were answered.</summary>
internal sealed class JournalIndex(int keptRequests)
{
    private readonly Dictionary<(string Tenant, string Id), byte[]> open = [];
    private readonly Queue<(byte[] Admission, byte[] End)> answered = new();

    /// <summary>Bytes of what a compacted journal would hold.</summary>
    public long Bytes { get; private set; }

    public void Add(JournalRecord record, byte[] encoded)
    {
        if (record.Admitted is not null)
        {
            if (open.TryAdd((record.Tenant, record.Id), encoded)) Bytes += encoded.Length;
            return;
        }
        if (!open.Remove((record.Tenant, record.Id), out var admission)) return;
        if (record.Answered && keptRequests > 0)
        {
            answered.Enqueue((admission, encoded));
            Bytes += encoded.Length;
        }
        else
        {
            Bytes -= admission.Length;
        }
        while (answered.Count > keptRequests) Forget();
    }

    /// <summary>Forgets answered requests until what is left is this small.</summary>
    public void Shrink(long most)
    {
        while (Bytes > most && answered.Count > 0) Forget();
    }

    public IEnumerable<byte[]> Encoded() => answered.SelectMany(a => new[] { a.Admission, a.End }).Concat(open.Values);

    private void Forget()
    {
        var (admission, end) = answered.Dequeue();
        Bytes -= admission.Length + end.Length;
    }
}
