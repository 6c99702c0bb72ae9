using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Tests.Support;

/// <summary>An answer that the test writes piece by piece.</summary>
internal sealed class FakePlayground : IPlayground
{
    public Channel<AnswerPiece> Answer { get; } = Channel.CreateUnbounded<AnswerPiece>();

    public string? Served { get; set; } = "triage";

    public bool Cancelled { get; private set; }

    public bool CanAsk(string service) => service == Served;

    public async IAsyncEnumerable<AnswerPiece> AskAsync(string service, string text, int mostTokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var told = cancellationToken.Register(() => Cancelled = true);
        await foreach (var piece in Answer.Reader.ReadAllAsync(cancellationToken)) yield return piece;
    }
}
