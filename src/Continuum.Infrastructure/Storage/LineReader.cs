namespace Continuum.Infrastructure.Storage;

/// <summary>Reads complete lines (ended by a line feed) one at a time, in memory bounded by the longest.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    /// <summary>Bytes after the last line feed, once there are no more lines.</summary>
    public int Torn => end - start;

    /// <summary>Whether reading stopped because of a line beyond the limit.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Bytes of the stream up to the end of the line read last.</summary>
    public long Position { get; private set; }

    /// <summary>The next line without its line feed, valid until the next call; null at the end.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        var searched = start;
        while (true)
        {
            var found = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = buffer.AsMemory(start, searched + found - start);
                start += line.Length + 1;
                Position += line.Length + 1;
                return line;
            }

            searched = end;
            if (end - start > longest)
            {
                TooLong = true;
                return null;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (searched, end, start) = (searched - start, end - start, 0);
            }

            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0) return null;
            end += read;
        }
    }
}
