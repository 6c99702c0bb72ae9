using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Continuum.Serving.Transport;

/// <summary>
/// The first 56 bytes of a frame, little endian: magic, version, kind, service, head term, epoch, micro-batch, bytes of
/// metadata, floats, checksum of both, checksum of the header.
/// </summary>
/// <param name="Kind">What follows.</param>
/// <param name="Service">Digest of the service's name, see <see cref="ServiceDigest"/>.</param>
/// <param name="Term">Term of the head on whose behalf it is sent.</param>
/// <param name="Epoch">The pipeline configuration.</param>
/// <param name="Batch">Number of the micro-batch.</param>
/// <param name="MetaBytes">Bytes of metadata after the header.</param>
/// <param name="Floats">Single-precision numbers after the metadata.</param>
/// <param name="BodyChecksum">Checksum of metadata and floats.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind, ulong Service, long Term, long Epoch, long Batch, int MetaBytes = 0, int Floats = 0, uint BodyChecksum = 0)
{
    public const int Size = 56;

    // "CNTF", so that a stray HTTP or TLS client is told from a broken peer.
    private const uint Magic = 0x46544E43;
    private const ushort Version = 1;

    /// <summary>Bytes of the whole frame.</summary>
    public long FrameBytes => Size + MetaBytes + (long)Floats * sizeof(float);

    /// <summary>The first eight bytes of SHA-256 of the name.</summary>
    public static ulong ServiceDigest(string service) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(service)));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], (ushort)Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Service);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Term);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], Batch);
        BinaryPrimitives.WriteInt32LittleEndian(target[40..], MetaBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[44..], Floats);
        BinaryPrimitives.WriteUInt32LittleEndian(target[48..], BodyChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[52..], Checksum.Of(target[..52]));
    }

    /// <exception cref="FrameException">The bytes are no header of this version, or its lengths are beyond the limits.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source, FrameLimits limits)
    {
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (magic != Magic) throw new FrameException($"A frame begins with 0x{magic:x8}; 0x{Magic:x8} was expected. The peer does not speak the tensor protocol.");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        if (version != Version) throw new FrameException($"A frame has version {version}; {Version} was expected. Run the same release on all nodes.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[52..]) != Checksum.Of(source[..52])) throw new FrameException("The checksum of a frame's header does not match; it was corrupted on the way.");
        var header = new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[44..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[48..]));
        if (header.MetaBytes < 0 || header.MetaBytes > limits.MetaBytes || header.Floats < 0 || header.Floats > limits.Floats)
            throw new FrameException($"A frame announces {header.MetaBytes} bytes of metadata and {header.Floats} floats; at most {limits.MetaBytes} and {limits.Floats} are accepted.");
        return header;
    }
}
