using System.Threading.Channels;

namespace Continuum.Serving.Scheduling;

/// <summary>A request in an engine, as its client holds it.</summary>
public sealed class Generation
{
    // Unbounded, because a client that stops reading must not stop the engine; a request's most tokens bound it.
    private readonly Channel<GenerationEvent> events = Channel.CreateUnbounded<GenerationEvent>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly Action<Generation> cancel;

    internal Generation(GenerationRequest request, Action<Generation> cancel) => (Request, this.cancel) = (request, cancel);

    /// <summary>The request.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Tokens as they come; the last event carries a <see cref="FinishReason"/>.</summary>
    public ChannelReader<GenerationEvent> Events => events.Reader;

    internal Sequence? Sequence { get; set; }

    internal ChannelWriter<GenerationEvent> Writer => events.Writer;

    /// <summary>Calls the request off; no token is emitted afterwards.</summary>
    public void Cancel() => cancel(this);

    /// <summary>Reads to the end.</summary>
    /// <param name="cancellation">Stops waiting and calls the request off.</param>
    /// <returns>All tokens and why it ended.</returns>
    public async Task<(IReadOnlyList<int> Tokens, FinishReason Finish)> ReadAllAsync(CancellationToken cancellation = default)
    {
        var tokens = new List<int>();
        using var registration = cancellation.Register(Cancel);
        await foreach (var generated in Events.ReadAllAsync(CancellationToken.None))
        {
            if (generated.Token is { } token) tokens.Add(token);
            if (generated.Finish is { } finish) return (tokens, finish);
        }
        throw new InvalidOperationException("The engine closed the stream without an end.");
    }
}
