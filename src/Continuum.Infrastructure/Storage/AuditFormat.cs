using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Continuum.Core.Intents;
using Continuum.Orchestration.Stores;

namespace Continuum.Infrastructure.Storage;

/// <summary>
/// A line of the audit file:
/// <c>{"sequence":1,"at":"2026-01-01T00:00:00.0000000+00:00","kind":"message","actor":"ada","subject":"intent 1","data":{},"hash":"..."}</c>.
/// The hash is SHA-256, in lower-case hexadecimal, over the hash before (64 zeros for the first line), a line feed, and the
/// bytes of this line with <c>,"hash":"..."</c> taken out.
/// </summary>
internal static class AuditFormat
{
    public const int HashLength = 64;

    public static readonly string FirstHash = new('0', HashLength);

    private const string HashStart = ",\"hash\":\"";
    private static readonly int tailLength = HashStart.Length + HashLength + 2;
    private static readonly byte[] hashStart = Encoding.ASCII.GetBytes(HashStart);

    /// <summary>The line with its hash, line feed included, and as a record.</summary>
    public static (byte[] Bytes, AuditLine Line) Write(long sequence, DateTimeOffset at, string kind, string actor, string subject, object data, string before)
    {
        var buffer = new ArrayBufferWriter<byte>();
        string details;
        using (var writer = new Utf8JsonWriter(buffer))
        {
            var element = JsonSerializer.SerializeToElement(data, data.GetType(), IntentJson.Options);
            // Details are an object, so that readers need not ask what they are.
            if (element.ValueKind != JsonValueKind.Object) element = JsonSerializer.SerializeToElement(new { value = element });
            writer.WriteStartObject();
            writer.WriteNumber("sequence", sequence);
            writer.WriteString("at", at.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("kind", kind);
            writer.WriteString("actor", actor);
            writer.WriteString("subject", subject);
            writer.WritePropertyName("data");
            element.WriteTo(writer);
            writer.WriteEndObject();
            details = element.GetRawText();
        }

        var body = buffer.WrittenSpan;
        var hash = Hash(before, body);
        byte[] bytes = [.. body[..^1], .. hashStart, .. Encoding.ASCII.GetBytes(hash), (byte)'"', (byte)'}', (byte)'\n'];
        return (bytes, new AuditLine(sequence, at, kind, actor, subject, details, hash));
    }

    /// <summary>The hash that the line states; null when it is not of the format.</summary>
    public static string? StatedHash(ReadOnlySpan<byte> line) =>
        line.Length > tailLength && line[^tailLength..].StartsWith(hashStart) && line.EndsWith("\"}"u8)
            ? Encoding.ASCII.GetString(line[^(HashLength + 2)..^2])
            : null;

    /// <summary>The hash that the line should state after the one before.</summary>
    public static string ExpectedHash(string before, ReadOnlySpan<byte> line) => Hash(before, [.. line[..^tailLength], (byte)'}']);

    /// <summary>Reads a line without its line feed.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AuditLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new AuditLine(
                root.GetProperty("sequence").GetInt64(),
                root.GetProperty("at").GetDateTimeOffset(),
                root.GetProperty("kind").GetString()!,
                root.GetProperty("actor").GetString()!,
                root.GetProperty("subject").GetString()!,
                root.GetProperty("data").GetRawText(),
                root.GetProperty("hash").GetString()!);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static string Hash(string before, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData("\n"u8);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
