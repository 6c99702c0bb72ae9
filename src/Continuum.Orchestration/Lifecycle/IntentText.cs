using System.Globalization;
using System.Text;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>What is taken as the text of an intent or of a reply.</summary>
public static class IntentText
{
    /// <summary>The most that is taken, bytes in UTF-8.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>The text without blank ends.</summary>
    /// <exception cref="IntentRefusedException">It is empty, too long or holds control characters; the message says which.</exception>
    public static string Check(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0) throw Bad("The text is empty. Say what must hold, for example: patient-db stays in Germany.");
        var bytes = Encoding.UTF8.GetByteCount(trimmed);
        if (bytes > MaxBytes)
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"The text has {bytes} bytes; at most {MaxBytes} are taken. Say it in fewer words, or as several intents."));
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"Character {i + 1} of the text is the control character U+{(int)c:X4}. Remove it; only line breaks and tabs are taken."));
            if (char.IsSurrogate(c))
            {
                if (i + 1 >= trimmed.Length || !char.IsSurrogatePair(c, trimmed[i + 1]))
                    throw Bad(string.Create(CultureInfo.InvariantCulture, $"Character {i + 1} of the text is half of a surrogate pair, so the text is not valid Unicode. Enter it again."));
                i++;
            }
        }

        return trimmed;
    }

    private static IntentRefusedException Bad(string message) => new(IntentRefusal.BadText, message);
}
