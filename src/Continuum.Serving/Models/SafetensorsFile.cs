using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Continuum.Serving.Models;

/// <summary>
/// A memory-mapped <c>.safetensors</c> file: 8 bytes of little-endian header length, a JSON header
/// <c>{"name":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},...}</c>, then the data.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const long LargestHeader = 100_000_000;

    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(string path, long length)
    {
        Path = path;
        map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Maps a file and checks its header against its length.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="ModelFormatException">The file is missing, truncated or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: not found.");
        var length = new FileInfo(path).Length;
        if (length < 8)
            throw new ModelFormatException($"{path}: {length} bytes found; a safetensors file has at least 8. It is truncated.");
        var file = new SafetensorsFile(path, length);
        try
        {
            file.ReadHeader(length);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Unmaps the file; tensors of it must not be read any more.</summary>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private void ReadHeader(long length)
    {
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(start, 8));
        if (headerLength is <= 0 or > LargestHeader)
            throw new ModelFormatException($"{Path}: the header claims {headerLength} bytes; 1 to {LargestHeader} were expected. It is not a safetensors file.");
        if (8 + headerLength > length)
            throw new ModelFormatException($"{Path}: {length} bytes found; the header alone needs {8 + headerLength}. The file is truncated.");
        var header = ParseHeader(new ReadOnlySpan<byte>(start + 8, (int)headerLength));
        using (header)
        {
            var dataLength = length - 8 - headerLength;
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__") continue;
                tensors.Add(entry.Name, ReadEntry(entry, start + 8 + headerLength, dataLength, length));
            }
        }
    }

    private JsonDocument ParseHeader(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var document = JsonDocument.Parse(bytes.ToArray());
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{Path}: the header is not valid JSON: {error.Message}", error);
        }
        throw new ModelFormatException($"{Path}: the header is not a JSON object.");
    }

    private Tensor ReadEntry(JsonProperty entry, byte* data, long dataLength, long fileLength)
    {
        try
        {
            var type = entry.Value.GetProperty("dtype").GetString();
            if (!Enum.TryParse<TensorType>(type, out var tensorType) || !Enum.IsDefined(tensorType))
                throw new ModelFormatException($"{Path}: {entry.Name} has dtype {type}; F32, BF16 or F16 was expected.");
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
            var offsets = entry.Value.GetProperty("data_offsets");
            var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            if (shape.Any(extent => extent < 0) || begin < 0 || end < begin)
                throw new ModelFormatException($"{Path}: {entry.Name} has shape [{string.Join(", ", shape)}] at bytes {begin}..{end}, which is impossible.");
            if (end > dataLength)
                throw new ModelFormatException($"{Path}: {fileLength} bytes found; {entry.Name} ends at byte {fileLength - dataLength + end}. The file is truncated.");
            var tensor = new Tensor(entry.Name, tensorType, shape, data + begin);
            if (tensor.Bytes != end - begin)
                throw new ModelFormatException($"{Path}: {entry.Name} with dtype {type} and shape [{string.Join(", ", shape)}] needs {tensor.Bytes} bytes; its offsets hold {end - begin}.");
            return tensor;
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new ModelFormatException($"{Path}: the header's entry of {entry.Name} is malformed: dtype, shape and data_offsets were expected.", error);
        }
    }
}
