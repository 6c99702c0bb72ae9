using System.Globalization;
using System.Text;

namespace Continuum.Infrastructure.Storage;

/// <summary>
/// The newest line known to be on disk, kept beside the log, so that lines cut off at its end are noticed:
/// <c>12 9f86...</c>. It is written after the log was flushed, so it is never ahead of an honest one.
/// </summary>
internal sealed record AuditHead(long Sequence, string Hash)
{
    public static string PathOf(string log) => log + ".head";

    /// <summary>Null when there is none or it cannot be read.</summary>
    public static AuditHead? Read(string log)
    {
        if (!System.IO.File.Exists(PathOf(log))) return null;
        var parts = System.IO.File.ReadAllText(PathOf(log)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && parts[1].Length == AuditFormat.HashLength
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new AuditHead(sequence, parts[1])
            : null;
    }

    /// <summary>Overwrites the record in place: a few bytes within one sector, no new file each time.</summary>
    public void Write(FileStream stream)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Sequence:D19} {Hash}\n");
        RandomAccess.Write(stream.SafeFileHandle, Encoding.ASCII.GetBytes(text), 0);
    }
}
