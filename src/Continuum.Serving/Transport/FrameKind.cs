namespace Continuum.Serving.Transport;

/// <summary>What a frame on the tensor channel carries. Numbers are part of the wire format.</summary>
internal enum FrameKind : ushort
{
    /// <summary>First frame of a connection: the sender's name.</summary>
    Hello = 1,

    /// <summary>A micro-batch, with hidden states unless it goes to the first stage.</summary>
    Batch = 2,

    /// <summary>Rows of logits of a micro-batch, from the last stage to the head.</summary>
    Logits = 3,

    /// <summary>A micro-batch that could not be computed or passed on, to the head; the text says why.</summary>
    Failure = 4,

    /// <summary>A frame that was not accepted, back to its sender; the text says why.</summary>
    Refusal = 5,
}
