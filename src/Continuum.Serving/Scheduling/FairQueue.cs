namespace Continuum.Serving.Scheduling;

/// <summary>
/// Waiting sequences by tenant. The tenant on whose account the fewest tokens were computed is next (virtual token counter,
/// arXiv 2401.00588); within a tenant, first come, first served.
/// </summary>
internal sealed class FairQueue
{
    private readonly Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
    private long floor;

    public int Count { get; private set; }

    public void Enqueue(Sequence sequence)
    {
        TenantOf(sequence).Waiting.AddLast(sequence);
        Count++;
    }

    /// <summary>Puts a preempted sequence before all others of its tenant.</summary>
    public void Return(Sequence sequence)
    {
        TenantOf(sequence).Waiting.AddFirst(sequence);
        Count++;
    }

    public Sequence? Peek() => Next()?.Waiting.First!.Value;

    public void Dequeue()
    {
        var tenant = Next()!;
        floor = Math.Max(floor, tenant.Served);
        tenant.Waiting.RemoveFirst();
        Count--;
    }

    public bool Remove(Sequence sequence)
    {
        if (!TenantOf(sequence).Waiting.Remove(sequence)) return false;
        Count--;
        return true;
    }

    public void Charge(Sequence sequence, int tokens) => TenantOf(sequence).Served += tokens;

    private Tenant? Next() => tenants.Values.Where(t => t.Waiting.Count > 0).MinBy(t => (t.Served, t.Waiting.First!.Value.Number));

    private Tenant TenantOf(Sequence sequence)
    {
        if (!tenants.TryGetValue(sequence.Request.Tenant, out var tenant)) tenants[sequence.Request.Tenant] = tenant = new Tenant();
        // Who comes back after a pause has no claim on the time that others used meanwhile.
        if (tenant.Waiting.Count == 0) tenant.Served = Math.Max(tenant.Served, floor);
        return tenant;
    }

    private sealed class Tenant
    {
        public LinkedList<Sequence> Waiting { get; } = [];

        public long Served { get; set; }
    }
}
