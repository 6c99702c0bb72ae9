namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>
/// Pulls the plug on a process: after so many effects, every further one throws, as if the process were gone. What was
/// done before stays in the durable fakes.
/// </summary>
internal sealed class Plug
{
    private int left = int.MaxValue;

    public int Ticks { get; private set; }

    public bool Pulled { get; private set; }

    public Action? OnTick { get; set; }

    public void PullAfter(int ticks) => (left, Pulled) = (ticks, false);

    public void Restore() => (left, Pulled) = (int.MaxValue, false);

    public void Tick()
    {
        if (Pulled || left-- <= 0)
        {
            Pulled = true;
            throw new PulledException();
        }

        Ticks++;
        OnTick?.Invoke();
    }
}

internal sealed class PulledException() : Exception("The process is gone.");
