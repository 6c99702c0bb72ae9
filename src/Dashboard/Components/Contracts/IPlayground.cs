namespace Dashboard.Components.Contracts;

/// <summary>A piece of an answer as it arrived.</summary>
/// <param name="Text">Text; may be empty.</param>
/// <param name="Finish">Why the answer ended, with its last piece.</param>
public sealed record AnswerPiece(string Text, string? Finish);

/// <summary>Asks a service as any client of its gateway would.</summary>
public interface IPlayground
{
    /// <summary>Whether the service has a gateway that can be asked.</summary>
    bool CanAsk(string service);

    /// <summary>The answer, piece by piece.</summary>
    /// <param name="service">The service.</param>
    /// <param name="text">What is asked; sent as one message of a user.</param>
    /// <param name="mostTokens">Most tokens of the answer.</param>
    /// <param name="cancellationToken">Ends the request; the gateway then stops generating.</param>
    /// <exception cref="PlaygroundException">The gateway refused or could not be reached.</exception>
    IAsyncEnumerable<AnswerPiece> AskAsync(string service, string text, int mostTokens, CancellationToken cancellationToken);
}

/// <summary>A gateway refused or could not be reached; the message is for the operator.</summary>
public sealed class PlaygroundException(string message, Exception? inner = null) : Exception(message, inner);
