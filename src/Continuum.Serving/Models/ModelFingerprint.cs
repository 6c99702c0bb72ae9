using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Continuum.Serving.Models;

/// <summary>
/// Tells whether two processes opened the same model: SHA-256 over <c>config.json</c> and, of each weight file, its name,
/// length and header. Weights themselves are not read, which would take longer than mapping them.
/// </summary>
public static class ModelFingerprint
{
    /// <summary>Computes it.</summary>
    /// <param name="folder">A model folder.</param>
    /// <returns>64 hexadecimal digits.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var path in Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)} {file.Length}\n"));
            file.ReadExactly(length);
            var header = new byte[(int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(length), 0, Math.Min(file.Length - sizeof(long), 64 << 20))];
            file.ReadExactly(header);
            hash.AppendData(header);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
