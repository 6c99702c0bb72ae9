namespace Continuum.Serving.Admission;

/// <summary>The shape in which a request is answered.</summary>
public enum RequestKind
{
    /// <summary><c>/v1/completions</c>.</summary>
    Text,

    /// <summary><c>/v1/chat/completions</c>.</summary>
    Chat,
}
