using Continuum.Serving.ChatTemplates;
using Continuum.Serving.Models.Tokenization;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Gateway;

/// <summary>What a gateway answers with: a model by name, over a running engine.</summary>
public sealed record ServedModel
{
    /// <summary>The name that clients ask for.</summary>
    public required string Name { get; init; }

    /// <summary>The engine. Whoever made it disposes of it, after the web host has stopped.</summary>
    public required Engine Engine { get; init; }

    /// <summary>The model's tokenizer.</summary>
    public required TextTokenizer Tokenizer { get; init; }

    /// <summary>Longest sequence in tokens, as the engine's scheduler has it.</summary>
    public required int ContextLength { get; init; }

    /// <summary>How conversations become prompts, or null if the model has none: chat is then refused.</summary>
    public ChatTemplate? ChatTemplate { get; init; }

    /// <summary>When the service began, for <c>/v1/models</c>.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Reads tokenizer and chat template from a model's folder.</summary>
    /// <param name="name">The name that clients ask for.</param>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <param name="engine">The engine that serves it.</param>
    /// <param name="contextLength">Longest sequence in tokens, as the engine's scheduler has it.</param>
    /// <returns>The model.</returns>
    /// <exception cref="Models.ModelFormatException">A file is missing or malformed.</exception>
    public static ServedModel Read(string name, string folder, Engine engine, int contextLength) => new()
    {
        Name = name,
        Engine = engine,
        ContextLength = contextLength,
        Tokenizer = TokenizerReader.Read(folder),
        ChatTemplate = ChatTemplate.Read(folder),
    };
}
