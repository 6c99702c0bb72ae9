namespace Continuum.Serving.Stages;

/// <summary>How many frames a stage did not accept, and why the last.</summary>
internal sealed class RefusalLog
{
    private readonly Lock gate = new();
    private long count;
    private string last = "";

    public void Add(string reason)
    {
        lock (gate) (count, last) = (count + 1, reason);
    }

    public (long Count, string Last) Read()
    {
        lock (gate) return (count, last);
    }
}
