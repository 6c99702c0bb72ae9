namespace Continuum.Serving.Models;

/// <summary>The Llama-family decoders that the runtime can execute.</summary>
public enum ModelArchitecture
{
    /// <summary>Llama 2, Llama 3, TinyLlama, SmolLM2.</summary>
    Llama,

    /// <summary>Mistral: Llama with an optional sliding window.</summary>
    Mistral,

    /// <summary>Qwen2 and Qwen2.5: Llama with biases on Q, K and V.</summary>
    Qwen2,

    /// <summary>Qwen3: Llama with RMS norms on each head of Q and K.</summary>
    Qwen3,
}
