namespace Continuum.Serving.Transport;

/// <summary>The largest frame that a process accepts; a larger one closes the connection before memory is taken for it.</summary>
/// <param name="MetaBytes">Most bytes of metadata.</param>
/// <param name="Floats">Most floats.</param>
internal readonly record struct FrameLimits(int MetaBytes, int Floats)
{
    /// <summary>4 MiB of metadata and 128 MiB of floats: 256 rows of logits of a vocabulary of 128 thousand.</summary>
    public static FrameLimits Default { get; } = new(4 << 20, 32 << 20);
}
