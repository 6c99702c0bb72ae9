namespace Continuum.Serving.Transport;

/// <summary>Takes in what arrives on a listener.</summary>
internal interface IFrameReceiver
{
    /// <summary>Takes a frame over; the connection is not read further until this returns, which is how a busy process slows its peers.</summary>
    /// <exception cref="FrameException">The frame makes no sense; the connection is closed.</exception>
    ValueTask ReceiveAsync(Frame frame, TensorConnection connection, CancellationToken cancellation);

    /// <summary>A connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="reason">What broke it, or null if it was closed in order.</param>
    void Closed(TensorConnection connection, Exception? reason);
}
