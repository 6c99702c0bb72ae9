namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>What a connection carries.</summary>
internal enum LineKind
{
    Control,
    Tensor,
    Copy,

    /// <summary>Work inside a process: disk, engine, loader, copier.</summary>
    Inside,
}

/// <summary>
/// A connection between two lives of two processes: first in, first out. Connections overtake one another freely. One that
/// broke may still deliver what was on it, as kernel buffers do.
/// </summary>
internal sealed class Line(LineKind kind, Process from, Process to)
{
    private readonly int fromLife = from.Life;
    private readonly int toLife = to.Life;

    public LineKind Kind => kind;

    public Process From => from;

    public Process To => to;

    public Queue<object> Messages { get; } = new();

    /// <summary>Place in the list of lines that have something to deliver, or -1.</summary>
    public int Place { get; set; } = -1;

    public bool IsOpen => from.Life == fromLife && to.Life == toLife;

    public bool Reaches => to.Life == toLife;
}

/// <summary>A process that can die; each start is a new life.</summary>
internal abstract class Process(string name)
{
    public string Name => name;

    public int Life { get; protected set; } = 1;

    public bool IsAlive { get; protected set; } = true;

    public abstract void Receive(Line line, object message);

    public override string ToString() => name;
}
