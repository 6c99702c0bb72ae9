using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>Who asks, and resumes by the number of tokens received when the head died.</summary>
internal sealed class Client(int number, int[] prompt, int count, int layers)
{
    private readonly int[] expected = ToyModel.Alone(prompt, count, layers);
    private int received;
    private int resumedFrom;
    private int emitted;
    private bool calledOff;

    public GenerationRequest Request { get; } = new($"r{number}", prompt, new SamplingParameters { Temperature = 0, MaxTokens = count });

    public Sequence? Sequence { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>A head took the request in, the first or a later one.</summary>
    public void Submitted(Sequence sequence) => (Sequence, resumedFrom, emitted) = (sequence, received, 0);

    public void Hear(GenerationEvent heard)
    {
        if (IsOver) throw new Violation($"{Request.Id} heard {heard} after its end");
        if (heard.Token is { } token)
        {
            if (calledOff) throw new Violation($"{Request.Id} was called off and heard token {heard.Index}");
            if (heard.Index != emitted) throw new Violation($"{Request.Id} heard token {heard.Index}; {emitted} was next");
            emitted++;
            if (token != expected[heard.Index]) throw new Violation($"{Request.Id} heard {token} as token {heard.Index}; undisturbed it is {expected[heard.Index]}");
            if (heard.Index == received) received++;
            else if (heard.Index >= resumedFrom) throw new Violation($"{Request.Id} heard token {heard.Index} twice");
        }
        if (heard.Finish is not { } finish) return;
        IsOver = true;
        if (finish is not (FinishReason.Length or FinishReason.Cancelled)) throw new Violation($"{Request.Id} ended with {finish}");
        if (finish == FinishReason.Length && received != count) throw new Violation($"{Request.Id} ended after {received} of {count} tokens");
    }

    /// <summary>The head has taken the cancellation: no token may follow.</summary>
    public void CallOff() => calledOff = true;

    /// <summary>A head restarted; who had called off does not come back.</summary>
    public bool Resumes()
    {
        if (calledOff) IsOver = true;
        return !IsOver;
    }
}
