using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>Reads replies, whole or as server-sent events, up to a size.</summary>
internal static class ReplyReader
{
    /// <summary>Bytes of the longest reply that is read: an endless one ends here.</summary>
    public const int MostBytes = 1 << 20;

    public static async Task<ReplyShape> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var shape = new ReplyShape();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") await EventsAsync(stream, shape, cancellationToken).ConfigureAwait(false);
        else shape.Take(Parse(await AllAsync(stream, MostBytes, cancellationToken).ConfigureAwait(false)), piece: false);
        return shape;
    }

    /// <summary>The beginning of a body, for a message.</summary>
    public static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    // Comments, other fields, missing blanks after colons, CRLF and a missing [DONE] all occur.
    private static async Task EventsAsync(Stream stream, ReplyShape shape, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(new Capped(stream), Encoding.UTF8);
        var data = new StringBuilder();
        var pieces = 0;
        while (true)
        {
            var line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (line is { Length: > 0 })
            {
                if (line.StartsWith("data:", StringComparison.Ordinal)) data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan(line.Length > 5 && line[5] == ' ' ? 6 : 5));
                // Some servers leave out the blank line between events: what is whole already is taken.
                if (!IsWhole(data)) continue;
            }

            var text = data.ToString().Trim();
            data.Clear();
            if (text == "[DONE]") break;
            if (text.Length > 0)
            {
                shape.Take(Parse(text), piece: true);
                pieces++;
            }

            if (line is null) break;
        }

        if (pieces == 0) throw new WireFault("the endpoint answered an empty stream");
    }

    private static bool IsWhole(StringBuilder data)
    {
        if (data.Length == 6 && data.ToString() == "[DONE]") return true;
        if (data.Length < 2 || data[0] != '{' || data[^1] != '}') return false;
        try
        {
            using var parsed = JsonDocument.Parse(data.ToString());
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            throw new WireFault("the endpoint answered something that is no JSON");
        }
    }

    private static async Task<string> AllAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(new Capped(stream, most), Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Capped(Stream inner, int most = MostBytes) : Stream
    {
        private int read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            read += count;
            return read <= most ? count : throw new WireFault($"the endpoint's reply does not end within {most / 1024} KiB");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
