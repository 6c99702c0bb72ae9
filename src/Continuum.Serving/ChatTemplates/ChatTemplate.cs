using System.Text;
using System.Text.Json;
using Continuum.Serving.ChatTemplates.Evaluation;
using Continuum.Serving.ChatTemplates.Syntax;
using Continuum.Serving.Models;
using Continuum.Serving.Models.Tokenization;

namespace Continuum.Serving.ChatTemplates;

/// <summary>
/// Turns conversations into prompts with a model's own template, a subset of Jinja. Immutable and safe for concurrent use.
/// </summary>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<Statement> body;
    private readonly IReadOnlyDictionary<string, string> specialTokens;
    private readonly TimeProvider clock;

    /// <summary>Parses a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="specialTokens">Texts by name that it may use, such as <c>bos_token</c>.</param>
    /// <param name="clock">The clock of templates that write the date; null is the system's.</param>
    /// <exception cref="TemplateException">It is malformed or uses what is not supported, with the line.</exception>
    public ChatTemplate(string source, IReadOnlyDictionary<string, string>? specialTokens = null, TimeProvider? clock = null)
    {
        body = TemplateParser.Parse(source);
        this.specialTokens = specialTokens ?? new Dictionary<string, string>();
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Reads a model's template: <c>chat_template.jinja</c>, else <c>chat_template</c> of <c>tokenizer_config.json</c>.</summary>
    /// <param name="folder">A Hugging Face folder.</param>
    /// <returns>The template, or null if the model has none.</returns>
    /// <exception cref="ModelFormatException">It is malformed or uses what is not supported.</exception>
    public static ChatTemplate? Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path)) return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var alone = Path.Combine(folder, "chat_template.jinja");
        var source = File.Exists(alone) ? File.ReadAllText(alone) : Source(json.RootElement);
        if (source is null) return null;
        try
        {
            return new ChatTemplate(source, SpecialTokens(json.RootElement));
        }
        catch (TemplateException error)
        {
            throw new ModelFormatException($"{(File.Exists(alone) ? alone : path)}: the chat template cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Writes a conversation as a prompt that the assistant continues.</summary>
    /// <param name="messages">The turns.</param>
    /// <returns>The prompt's text.</returns>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages)
    {
        var scope = new Scope(null, new Budget());
        Globals.Define(scope, clock);
        foreach (var (name, text) in specialTokens) scope.Set(name, text);
        scope.Set("messages", messages.Select(object? (m) => new OrderedDictionary<string, object?>(StringComparer.Ordinal) { ["role"] = m.Role, ["content"] = m.Content }).ToList());
        scope.Set("add_generation_prompt", true);
        // Present and none, as Hugging Face passes them when there are none.
        scope.Set("tools", null);
        scope.Set("documents", null);
        var output = new StringBuilder();
        Statement.Execute(body, scope.Inner(), output);
        return output.ToString();
    }

    /// <summary>Writes a conversation as tokens. What people wrote never becomes a special token, so no turn can be forged.</summary>
    /// <param name="messages">The turns.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <returns>Token ids.</returns>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public IReadOnlyList<int> Encode(IReadOnlyList<ChatMessage> messages, TextTokenizer tokenizer)
    {
        var guard = new SpecialTokenGuard(tokenizer, messages);
        var text = Render([.. messages.Select(m => m with { Content = guard.Mark(m.Content) })]);
        return guard.Encode(text);
    }

    private static string? Source(JsonElement config)
    {
        if (!config.TryGetProperty("chat_template", out var template)) return null;
        if (template.ValueKind == JsonValueKind.String) return template.GetString();
        // Several by name: [{"name": "default", "template": "…"}, {"name": "tool_use", …}].
        return template.ValueKind != JsonValueKind.Array ? null : template.EnumerateArray()
            .FirstOrDefault(t => t.TryGetProperty("name", out var name) && name.ValueEquals("default")) is { ValueKind: JsonValueKind.Object } named
            && named.TryGetProperty("template", out var source) ? source.GetString() : null;
    }

    /// <summary>Both <c>"bos_token": "&lt;s&gt;"</c> and <c>"bos_token": {"content": "&lt;s&gt;", …}</c> occur.</summary>
    private static Dictionary<string, string> SpecialTokens(JsonElement config)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in config.EnumerateObject().Where(p => p.Name.EndsWith("_token", StringComparison.Ordinal)))
        {
            var value = property.Value;
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content)) value = content;
            if (value.ValueKind == JsonValueKind.String) tokens[property.Name] = value.GetString()!;
        }
        return tokens;
    }
}
