using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Continuum.Core.Sites;

/// <summary>An IPv4 address. The fabric of a site is IPv4 only.</summary>
/// <param name="Value">The address in host byte order; 10.0.0.1 is 0x0A000001.</param>
public readonly record struct IPv4(uint Value) : IComparable<IPv4>
{
    /// <summary>Reads dotted decimal text.</summary>
    /// <exception cref="FormatException">The text is not four decimal octets.</exception>
    public static IPv4 Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IPv4 address such as 10.0.0.11.");

    /// <summary>Reads dotted decimal text; false when it is anything else.</summary>
    public static bool TryParse(string? text, out IPv4 address)
    {
        address = default;
        // IPAddress accepts "1" and "1.2"; an inventory must not.
        if (text is null || text.Count(c => c == '.') != 3 || !IPAddress.TryParse(text, out var parsed)) return false;
        if (parsed.AddressFamily != AddressFamily.InterNetwork) return false;
        Span<byte> bytes = stackalloc byte[4];
        parsed.TryWriteBytes(bytes, out _);
        address = new IPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(IPv4 other) => Value.CompareTo(other.Value);

    /// <summary>Dotted decimal, e.g. 10.0.0.11.</summary>
    public override string ToString() => $"{Value >> 24}.{(Value >> 16) & 255}.{(Value >> 8) & 255}.{Value & 255}";

    /// <summary>Whether <paramref name="left"/> is below <paramref name="right"/>.</summary>
    public static bool operator <(IPv4 left, IPv4 right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is above <paramref name="right"/>.</summary>
    public static bool operator >(IPv4 left, IPv4 right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not above <paramref name="right"/>.</summary>
    public static bool operator <=(IPv4 left, IPv4 right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not below <paramref name="right"/>.</summary>
    public static bool operator >=(IPv4 left, IPv4 right) => left.Value >= right.Value;
}
