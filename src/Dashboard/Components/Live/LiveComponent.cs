using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Live;

/// <summary>A component that shows something that moves: it reads a snapshot, and reads it again when its sources change.</summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private IDisposable? subscription;

    /// <summary>The circuit's feed.</summary>
    [Inject]
    protected LiveFeed Feed { get; set; } = default!;

    /// <summary>What this component shows.</summary>
    protected abstract LiveSources Sources { get; }

    /// <summary>Takes the snapshot; runs before the first render and after every change.</summary>
    protected virtual void Refresh()
    {
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        // Registered before the snapshot: a change in between is told again rather than lost.
        subscription = Feed.Subscribe(Sources, () =>
        {
            Refresh();
            StateHasChanged();
        });
        Refresh();
    }

    /// <summary>Stops listening, then lets go of what the component holds.</summary>
    public async ValueTask DisposeAsync()
    {
        subscription?.Dispose();
        await DisposeCoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of script modules and the like.</summary>
    protected virtual ValueTask DisposeCoreAsync() => ValueTask.CompletedTask;
}
