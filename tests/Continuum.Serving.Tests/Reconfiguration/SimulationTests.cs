using Continuum.Serving.Reconfiguration;
using Continuum.Serving.Tests.Reconfiguration.Simulation;

namespace Continuum.Serving.Tests.Reconfiguration;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Runs = 100_000;

    /// <summary>CONTINUUM_SIMULATION_RUNS changes the number; CONTINUUM_SIMULATION_SEED replays one run with its trace.</summary>
    [Fact]
    public void TheInvariantsHoldInEveryRun()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("CONTINUUM_SIMULATION_SEED"), out var one))
        {
            new World(one, Safeguards.All) { Trace = line => output.WriteLine(line) }.Play();
            return;
        }
        var runs = int.TryParse(Environment.GetEnvironmentVariable("CONTINUUM_SIMULATION_RUNS"), out var asked) ? asked : Runs;
        var reached = new long[Enum.GetValues<ReconfigurationState>().Length];
        Parallel.For(0, runs, seed =>
        {
            var world = new World(seed, Safeguards.All);
            try
            {
                world.Play();
            }
            catch (Violation violation)
            {
                throw new Violation($"Seed {seed}: {violation.Message} (replay it with CONTINUUM_SIMULATION_SEED={seed})");
            }
            foreach (var state in Enum.GetValues<ReconfigurationState>()) Interlocked.Add(ref reached[(int)state], world.Reached(state));
        });
        foreach (var state in Enum.GetValues<ReconfigurationState>()) output.WriteLine($"{state}: {reached[(int)state]}");
        Assert.All(reached, count => Assert.True(count > runs / 100, "A state is hardly ever reached; the runs show nothing about it."));
    }
}
