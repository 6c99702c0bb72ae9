using LiteDB;
using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Storage;

/// <summary>What keeps documents in memory and decides with the file whether they count.</summary>
internal interface IMutationSource
{
    /// <summary>The document as acknowledged, or null when there is none.</summary>
    string? Acknowledged(BsonValue id);

    /// <summary>What was prepared is on disk.</summary>
    void Accept();

    /// <summary>What was prepared is not on disk.</summary>
    void Reject();
}

/// <summary>A document to store; null JSON deletes it.</summary>
internal sealed record Mutation(IMutationSource Source, string Collection, BsonValue Id, string? Json);

/// <summary>A write that waits for the writer. All members are called by the writer alone.</summary>
internal abstract class PendingWrite
{
    /// <summary>What it stores, once prepared.</summary>
    public IReadOnlyList<Mutation> Mutations { get; protected set; } = [];

    /// <summary>Decides what to store; false when it has ended (an exception went to its caller).</summary>
    public abstract bool Prepare();

    /// <summary>It is on disk.</summary>
    public abstract void Complete(ILogger logger);

    /// <summary>It is not.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A write whose caller awaits a result.</summary>
internal sealed class PendingWrite<TResult>(
    Func<(TResult Result, IReadOnlyList<Mutation> Mutations)> work, Action<TResult>? onDurable, CancellationToken cancellationToken) : PendingWrite
{
    private readonly TaskCompletionSource<TResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult result = default!;

    /// <summary>Ends when the write is on disk or has failed.</summary>
    public Task<TResult> Task => done.Task;

    /// <inheritdoc/>
    public override bool Prepare()
    {
        try
        {
            // Past this point it is carried out: a caller that gave up must not find half of a batch gone.
            cancellationToken.ThrowIfCancellationRequested();
            (result, Mutations) = work();
            return true;
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
            return false;
        }
        catch (Exception e)
        {
            done.SetException(e);
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Complete(ILogger logger)
    {
        try
        {
            if (Mutations.Count > 0) onDurable?.Invoke(result);
        }
        catch (Exception e)
        {
            StorageLog.CallbackFailed(logger, e);
        }

        done.SetResult(result);
    }

    /// <inheritdoc/>
    public override void Fail(Exception error) => done.SetException(error);
}
