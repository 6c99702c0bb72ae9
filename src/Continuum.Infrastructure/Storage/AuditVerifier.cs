using System.Text.Json;

namespace Continuum.Infrastructure.Storage;

/// <summary>What became of checking an audit log.</summary>
/// <param name="Ok">Whether every line is as it was written and none is missing.</param>
/// <param name="Lines">Lines that were found in order.</param>
/// <param name="BrokenLine">Number of the first line that is not, counted from 1.</param>
/// <param name="Detail">In words.</param>
public sealed record AuditVerification(bool Ok, long Lines, long? BrokenLine, string Detail);

/// <summary>Checks the hash chain of an audit log, line by line, in bounded memory.</summary>
public static class AuditVerifier
{
    /// <summary>A line longer than this was not written by the console.</summary>
    private const int LongestLine = 64 << 20;

    /// <summary>Checks the file and, where it lies beside it, the record of its newest line.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AuditVerification Verify(string path, CancellationToken cancellationToken = default)
    {
        var head = AuditHead.Read(path);
        var headFile = new FileInfo(AuditHead.PathOf(path)) is { Exists: true, Length: > 0 };
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        var reader = new LineReader(stream, LongestLine);
        var before = AuditFormat.FirstHash;
        long count = 0;
        while (reader.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Fault(line, count + 1, ref before) is { } fault) return new(false, count, count + 1, fault);
            count++;
            if (head?.Sequence == count && head.Hash != before)
            {
                return new(false, count - 1, count, $"line {count} is not the one that was written: the record beside the log holds another hash for it");
            }
        }

        if (reader.TooLong) return new(false, count, count + 1, $"line {count + 1} is longer than any line of the log");
        if (reader.Torn > 0) return new(false, count, count + 1, $"the last line is not complete ({reader.Torn} bytes); a console that starts on this folder sets it aside");
        if (head is not null && head.Sequence > count)
        {
            return new(false, count, count + 1, $"lines {count + 1} to {head.Sequence} are missing at the end: the record beside the log has seen them");
        }

        return head is not null ? new(true, count, null, $"{count} lines, each as it was written")
            : headFile ? new(false, count, null, $"{count} lines are in order, but the record of the newest line beside the log cannot be read")
            : new(true, count, null, $"{count} lines in order; no record of the newest line lies beside the log, so lines cut off at its end would not be noticed");
    }

    private static string? Fault(ReadOnlyMemory<byte> line, long number, ref string before)
    {
        if (AuditFormat.StatedHash(line.Span) is not { } stated) return $"line {number} does not end in a hash";
        if (AuditFormat.ExpectedHash(before, line.Span) != stated)
        {
            return $"line {number} does not follow from the line before: it, or its place, was changed after it was written";
        }

        try
        {
            var read = AuditFormat.Read(line);
            if (read.Sequence != number) return $"line {number} says that it is number {read.Sequence}";
            if (read.Kind == AuditLog.GapKind) return $"before line {number} was written, lines were missing: {read.Data}";
        }
        catch (JsonException e)
        {
            return $"line {number} is not of the format: {e.Message}";
        }

        before = stated;
        return null;
    }
}
