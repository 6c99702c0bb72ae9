using System.Buffers.Binary;
using System.Text.Json;

namespace Continuum.Serving.Admission.Journal;

/// <summary>An entry: a request that was admitted, or the end of one.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Admitted">The request, of an admission.</param>
/// <param name="Answered">Of an end: whether it has an answer that its client may come back for.</param>
internal sealed record JournalRecord(string Tenant, string Id, AdmittedRequest? Admitted, bool Answered = false)
{
    // Length, CRC-32C of the payload, payload.
    private const int Header = 8;

    public static JournalRecord Admission(AdmittedRequest request) => new(request.Tenant, request.Id, request);

    public static JournalRecord End(AdmittedRequest request, bool answered) => new(request.Tenant, request.Id, null, answered);

    public byte[] Encode()
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(this);
        var bytes = new byte[Header + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Checksum(payload));
        payload.CopyTo(bytes, Header);
        return bytes;
    }

    /// <summary>Reads records until the bytes end or make no sense: a tail that a killed process left half-written.</summary>
    /// <returns>The records and where the sound part ends.</returns>
    public static (List<JournalRecord> Records, int SoundLength) DecodeAll(ReadOnlySpan<byte> bytes)
    {
        var records = new List<JournalRecord>();
        var at = 0;
        while (bytes.Length - at >= Header)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            if (length < 2 || length > bytes.Length - at - Header) break;
            var payload = bytes.Slice(at + Header, length);
            if (Checksum(payload) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..])) break;
            records.Add(JsonSerializer.Deserialize<JournalRecord>(payload)!);
            at += Header + length;
        }
        return (records, at);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = System.Numerics.BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
