using Continuum.Serving.Reconfiguration;

namespace Continuum.Serving.Tests.Reconfiguration;

public sealed class TransitionTests
{
    [Fact]
    public void EveryStateBeforeTheCommitMayAbortAndNoneAfter()
    {
        foreach (var state in Enum.GetValues<ReconfigurationState>())
            Assert.Equal(state < ReconfigurationState.Committed, ReconfigurationTransitions.Allows(state, ReconfigurationState.Aborted));
    }

    [Fact]
    public void TheWayIsOneWay()
    {
        for (var state = ReconfigurationState.Proposed; state < ReconfigurationState.Done; state++)
            Assert.True(ReconfigurationTransitions.Allows(state, state + 1));
        Assert.True(ReconfigurationTransitions.IsEnd(ReconfigurationState.Done));
        Assert.False(ReconfigurationTransitions.Allows(ReconfigurationState.Done, ReconfigurationState.Proposed));
    }
}
