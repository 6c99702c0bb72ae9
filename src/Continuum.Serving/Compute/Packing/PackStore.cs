using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Packing;

/// <summary>
/// Packed weights in a data folder, a file for each layer, named by a digest of what went in. A node that takes layers over
/// finds them packed if any stage on the machine has held them, and only maps.
/// </summary>
internal sealed unsafe class PackStore(string folder)
{
    // Raise when the bytes of a format or the order of sections change.
    private const string Recipe = "continuum-pack-1";

    public PackedPart Open(Checkpoint checkpoint, PartPlan plan)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Key(checkpoint, plan)}.pack");
        if (!File.Exists(path) || new FileInfo(path).Length != plan.Bytes) Write(checkpoint, plan, path);
        return new PackedPart(path, plan);
    }

    /// <summary>
    /// Digest of recipe, layout and tensor bytes. Hashing gigabytes at every start would cost what mapping saves, so the
    /// result is remembered under a cheap stamp: source file, length and time of writing.
    /// </summary>
    private string Key(Checkpoint checkpoint, PartPlan plan)
    {
        var layout = $"{Recipe} {plan.Format.Name} " + string.Join(';', plan.Sections.Select(s => $"{s.Name} {s.Rows}x{s.Columns}@{s.Offset}"));
        var files = checkpoint.Files.Select(f => new FileInfo(f.Path))
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
        var stamp = Digest($"{plan.Name} {layout} {string.Join('|', files)}");
        var remembered = Path.Combine(folder, $"{stamp}.stamp");
        if (File.Exists(remembered) && File.ReadAllText(remembered) is { Length: 64 } known) return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(layout));
        foreach (var (name, _) in plan.Sections.SelectMany(s => s.Sources)) Append(hash, checkpoint[name]);
        var key = Convert.ToHexStringLower(hash.GetHashAndReset());
        Replace(remembered, path => File.WriteAllText(path, key));
        return key;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void Append(IncrementalHash hash, Tensor tensor)
    {
        const int Chunk = 1 << 24;
        hash.AppendData([(byte)tensor.Type]);
        for (long first = 0; first < tensor.Count; first += Chunk)
            hash.AppendData(tensor.Raw(first, (int)Math.Min(Chunk, tensor.Count - first)));
    }

    private static void Write(Checkpoint checkpoint, PartPlan plan, string path) => Replace(path, unfinished =>
    {
        using var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        foreach (var section in plan.Sections)
        {
            file.Position = section.Offset;
            if (section.IsMatrix) WriteMatrix(checkpoint, plan, section, file);
            else WriteVector(checkpoint, section, file);
        }
        file.SetLength(plan.Bytes);
    });

    private static void WriteVector(Checkpoint checkpoint, PartSection section, FileStream file)
    {
        var values = new float[section.Bytes / sizeof(float)];
        foreach (var (name, at) in section.Sources) checkpoint[name].ToArray().CopyTo(values, at);
        file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static void WriteMatrix(Checkpoint checkpoint, PartPlan plan, PartSection section, FileStream file)
    {
        var row = new float[section.Columns];
        var group = new byte[plan.Format.GroupBytes(section.Columns)];
        for (var first = 0; first < section.Rows; first += 4)
        {
            Array.Clear(group);
            for (var r = 0; r < 4; r++)
            {
                if (Source(checkpoint, section, first + r) is not var (tensor, at)) continue;
                tensor.Read((long)at * section.Columns, row);
                fixed (byte* target = group) plan.Format.Pack(row, r, target);
            }
            file.Write(group);
        }
    }

    /// <summary>The tensor that holds a row, or null for a row of padding.</summary>
    private static (Tensor Tensor, int Row)? Source(Checkpoint checkpoint, PartSection section, int row)
    {
        foreach (var (name, at) in section.Sources)
            if (row >= at && row - at < checkpoint[name].Shape[0]) return (checkpoint[name], row - at);
        return null;
    }

    private static void Replace(string path, Action<string> write)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(unfinished);
            File.Move(unfinished, path, true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
