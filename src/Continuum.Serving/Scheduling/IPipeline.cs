namespace Continuum.Serving.Scheduling;

/// <summary>Whatever runs micro-batches through all layers: stages in this process or in others.</summary>
public interface IPipeline : IAsyncDisposable
{
    /// <summary>Micro-batches that should be on their way at once to keep every stage busy.</summary>
    int Depth { get; }

    /// <summary>Entries of a row of logits.</summary>
    int VocabularySize { get; }

    /// <summary>Runs a micro-batch. Batches pass each stage in the order of the calls.</summary>
    /// <param name="batch">The micro-batch.</param>
    /// <returns>Its logits.</returns>
    Task<LogitRows> ExecuteAsync(MicroBatch batch);
}
