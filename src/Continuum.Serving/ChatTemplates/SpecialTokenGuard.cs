using System.Text.RegularExpressions;
using Continuum.Serving.Models.Tokenization;

namespace Continuum.Serving.ChatTemplates;

/// <summary>
/// Tells special tokens that the template wrote from their look-alikes in what people wrote: a mark goes into each look-alike
/// before the template runs and comes out of the text between special tokens afterwards.
/// </summary>
internal sealed class SpecialTokenGuard
{
    // Noncharacters: no text holds them by right, and nothing trims them.
    private const char FirstMark = '\uFDD0', LastMark = '\uFDEF';

    private readonly TextTokenizer tokenizer;
    private readonly Regex special;
    private readonly char mark;

    public SpecialTokenGuard(TextTokenizer tokenizer, IReadOnlyList<ChatMessage> messages)
    {
        this.tokenizer = tokenizer;
        special = tokenizer.SpecialPattern;
        mark = FirstMark;
        while (messages.Any(m => m.Content.Contains(mark)))
            if (++mark > LastMark) throw new TemplateException("The messages hold all the noncharacters U+FDD0 to U+FDEF; take them out.");
    }

    public string Mark(string content) => special.Replace(content, match => match.Value.Insert(1, mark.ToString()));

    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>();
        var start = 0;
        foreach (Match match in special.Matches(text))
        {
            Plain(text[start..match.Index], ids);
            ids.Add(tokenizer.Find(match.Value)!.Value);
            start = match.Index + match.Length;
        }
        Plain(text[start..], ids);
        return ids;
    }

    private void Plain(string text, List<int> ids)
    {
        if (text.Length > 0) ids.AddRange(tokenizer.Encode(text.Replace(mark.ToString(), ""), parseSpecial: false));
    }
}
