namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>All connections of a run.</summary>
internal sealed class Network(World world)
{
    private readonly Dictionary<(LineKind, Process, Process, object?), Line> lines = [];
    private readonly List<Line> busy = [];

    public int BusyCount => busy.Count;

    public void Send(LineKind kind, Process from, Process to, object message, object? part = null)
    {
        if (!to.IsAlive) return;
        if (!lines.TryGetValue((kind, from, to, part), out var line) || !line.IsOpen) lines[(kind, from, to, part)] = line = new Line(kind, from, to);
        line.Messages.Enqueue(message);
        if (line.Place >= 0) return;
        line.Place = busy.Count;
        busy.Add(line);
    }

    public void DeliverOne(int index)
    {
        var line = busy[index];
        var message = line.Messages.Peek();
        var twice = line.Kind != LineKind.Inside && world.FaultsLeft > 0 && world.Random.Next(64) == 0;
        if (twice) world.Trace?.Invoke($"{line.From} -> {line.To} twice: {message}");
        else line.Messages.Dequeue();
        if (line.Messages.Count == 0) Idle(line);
        if (line.Reaches && line.To.IsAlive) line.To.Receive(line, message);
    }

    /// <summary>Breaks a connection that has something on it; what was on it is lost, or arrives late beside the next one.</summary>
    /// <returns>The connection, or null if none was found.</returns>
    public Line? BreakOne()
    {
        if (busy.Count == 0) return null;
        var line = busy[world.Random.Next(busy.Count)];
        if (line.Kind == LineKind.Inside || !line.IsOpen) return null;
        foreach (var (key, value) in lines)
        {
            if (value != line) continue;
            lines.Remove(key);
            break;
        }
        if (world.Random.Next(2) == 0) Clear(line);
        return line;
    }

    /// <summary>A process died: what it had sent may arrive or not; what was sent to it is gone.</summary>
    public void Forget(Process process)
    {
        for (var i = busy.Count - 1; i >= 0; i--)
        {
            var line = busy[i];
            if (line.To == process || (line.From == process && (line.Kind == LineKind.Inside || world.Random.Next(2) == 0))) Clear(line);
        }
    }

    private void Clear(Line line)
    {
        line.Messages.Clear();
        if (line.Place >= 0) Idle(line);
    }

    private void Idle(Line line)
    {
        var last = busy[^1];
        (busy[line.Place], last.Place) = (last, line.Place);
        busy.RemoveAt(busy.Count - 1);
        line.Place = -1;
    }
}
