using Continuum.Serving.KvCache;

namespace Continuum.Serving.Scheduling;

/// <summary>A request while it is scheduled.</summary>
public sealed class Sequence
{
    private readonly List<int> tokens;

    internal Sequence(long number, GenerationRequest request)
    {
        Number = number;
        Request = request;
        tokens = [.. request.Prompt];
    }

    /// <summary>Number of the sequence, ascending with arrival.</summary>
    public long Number { get; }

    /// <summary>The request.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Prompt and generated tokens.</summary>
    public IReadOnlyList<int> Tokens => tokens;

    /// <summary>Tokens generated so far.</summary>
    public int Generated => tokens.Count - Request.Prompt.Count;

    /// <summary>Why it ended, or null.</summary>
    public FinishReason? Finish { get; internal set; }

    /// <summary>The sequence's blocks in order.</summary>
    internal List<KvBlock> Blocks { get; } = [];

    /// <summary>Positions computed or on their way.</summary>
    internal int Issued { get; set; }

    /// <summary>Micro-batches on their way that hold a part of it; its blocks stay until they are back.</summary>
    internal int InFlight { get; set; }

    /// <summary>Called off while on its way.</summary>
    internal bool CancelRequested { get; set; }

    /// <summary>A part of it was lost: what is on its way is discarded, then it is computed again.</summary>
    internal bool MustRestart { get; set; }

    /// <summary>Positions left before the next token can be sampled.</summary>
    internal int Pending => tokens.Count - Issued;

    /// <summary>Whether exactly the last token is to be computed, and nothing of it is on its way.</summary>
    internal bool IsDecoding => Pending == 1 && Generated > 0 && InFlight == 0;

    internal void Append(int token) => tokens.Add(token);

    internal ReadOnlyMemory<int> Part(int start, int count)
    {
        var part = new int[count];
        tokens.CopyTo(start, part, 0, count);
        return part;
    }
}
