using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Offline.Dialogue;

/// <summary>
/// Puts replies into the text that they reply to: in place of the name that was asked about, of the sentence that was not
/// understood, or behind it. The whole conversation is read again each time, so nothing said before is lost.
/// </summary>
internal static class Replies
{
    /// <summary>The text that a conversation comes to, with its last reply.</summary>
    /// <param name="said">What the operator said, oldest first.</param>
    /// <param name="read">Reads a text; throws a <see cref="Puzzle"/> when it is not understood.</param>
    public static string Merge(IReadOnlyList<string> said, Action<string> read)
    {
        var text = said[0];
        foreach (var reply in said.Skip(1)) text = Merge(text, reply.Trim(), read);
        return text;
    }

    private static string Merge(string text, string reply, Action<string> read)
    {
        Puzzle puzzle;
        try
        {
            read(text);
            // It was understood; what is added is one more statement.
            return text.TrimEnd().TrimEnd('.') + ". " + reply;
        }
        catch (Puzzle found)
        {
            puzzle = found;
        }

        var candidates = Candidates(text, reply, puzzle).ToList();
        foreach (var candidate in candidates)
        {
            try
            {
                read(candidate);
                return candidate;
            }
            catch (Puzzle)
            {
                // The next way of putting it in may be understood.
            }
        }

        return candidates[0];
    }

    private static IEnumerable<string> Candidates(string text, string reply, Puzzle puzzle)
    {
        if (puzzle.Replace is { } name) yield return text[..name.Start] + reply + text[(name.Start + name.Length)..];
        var sentence = puzzle.Sentence ?? new TextSpan(0, text.Length);
        var before = text[..sentence.Start];
        var said = text.Substring(sentence.Start, sentence.Length).TrimEnd();
        var after = text[(sentence.Start + sentence.Length)..];
        if (puzzle.Template == "for") yield return $"{before}For {reply}: {said}{after}";
        yield return before + reply + after;
        yield return $"{before}{said} {reply}{after}";
        yield return $"{before}{said}, {reply}{after}";
        yield return $"{before}For {reply}: {said}{after}";
    }
}
