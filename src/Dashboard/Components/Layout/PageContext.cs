namespace Dashboard.Components.Layout;

/// <summary>What the page beside the chat is about, so that the chat knows where it stands.</summary>
public sealed class PageContext
{
    /// <summary>Kind and name, e.g. "node fra-1"; null for a page about everything.</summary>
    public string? Subject { get; private set; }

    /// <summary>Raised when it changes.</summary>
    public event Action? Changed;

    /// <summary>Says what the page is about now.</summary>
    public void About(string? subject)
    {
        if (Subject == subject) return;
        Subject = subject;
        Changed?.Invoke();
    }
}
