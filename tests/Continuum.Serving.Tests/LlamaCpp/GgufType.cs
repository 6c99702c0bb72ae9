namespace Continuum.LlamaCpp;

/// <summary>Element types of GGUF, with its numbers.</summary>
public enum GgufType
{
    F32 = 0,
    Q8_0 = 8,
    BF16 = 30,
}
