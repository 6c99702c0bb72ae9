namespace Dashboard.Components.Chat;

/// <summary>Lets the frame and the pages open the chat, or say what the next text is about.</summary>
public sealed class ChatFocus
{
    /// <summary>Whether the dock beside the page is shown.</summary>
    public bool Open { get; private set; } = true;

    /// <summary>Whether a phone shows the chat as a sheet.</summary>
    public bool Sheet { get; private set; }

    /// <summary>The intent that the next text is about; null for a new one.</summary>
    public long? ReplyTo { get; private set; }

    /// <summary>Raised when any of them changes.</summary>
    public event Action? Changed;

    /// <summary>Shows the chat at whatever width.</summary>
    public void Show()
    {
        Open = Sheet = true;
        Changed?.Invoke();
    }

    /// <summary>Shows or hides the dock.</summary>
    public void ToggleDock()
    {
        Open = !Open;
        Changed?.Invoke();
    }

    /// <summary>Shows or hides the sheet of a phone.</summary>
    public void ToggleSheet()
    {
        Sheet = !Sheet;
        Open = true;
        Changed?.Invoke();
    }

    /// <summary>The next text is about that intent; null makes it a new one.</summary>
    public void Ask(long? intentId)
    {
        ReplyTo = intentId;
        if (intentId is not null) Open = Sheet = true;
        Changed?.Invoke();
    }
}
