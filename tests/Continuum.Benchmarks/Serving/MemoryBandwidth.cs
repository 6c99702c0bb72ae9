using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Continuum.Benchmarks.Serving;

/// <summary>
/// Bytes a second that threads read as a decode step reads weights: each takes piece after piece of whole lines, ascending, and
/// does next to nothing with them.
/// </summary>
internal sealed unsafe class MemoryBandwidth : IDisposable
{
    private const int PieceBytes = 64 * 1024;
    private const long FallbackCache = 32L << 20;
    private readonly byte* data;
    private readonly int threads;
    private float sink;

    public MemoryBandwidth(int threads)
    {
        this.threads = threads;
        CacheBytes = LastLevelCache();
        Bytes = Math.Max(4 * CacheBytes, 256L << 20) / PieceBytes * PieceBytes;
        data = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 64);
        // Every page is there before anything is measured, and none is the shared page of zeros.
        NativeMemory.Fill(data, (nuint)Bytes, 1);
    }

    public long CacheBytes { get; }

    public long Bytes { get; }

    public double BytesPerSecond()
    {
        var next = 0L;
        var start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var sum = 0f;
            while (Interlocked.Add(ref next, PieceBytes) is var end && end <= Bytes) sum += Read(data + end - PieceBytes);
            lock (this) sink += sum;
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => NativeMemory.AlignedFree(data);

    private static float Read(byte* piece)
    {
        Vector<float> a = default, b = default, c = default, d = default;
        var step = Vector<byte>.Count;
        for (var at = 0; at < PieceBytes; at += 4 * step)
        {
            a += Vector.Load((float*)(piece + at));
            b += Vector.Load((float*)(piece + at + step));
            c += Vector.Load((float*)(piece + at + 2 * step));
            d += Vector.Load((float*)(piece + at + 3 * step));
        }
        return Vector.Sum(a + b + c + d);
    }

    private static long LastLevelCache()
    {
        const string Folder = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(Folder)) return FallbackCache;
        return Directory.EnumerateDirectories(Folder, "index*").Select(index => Path.Combine(index, "size")).Where(File.Exists)
            .Select(file => File.ReadAllText(file).Trim())
            .Select(text => text.EndsWith('K') ? long.Parse(text[..^1], CultureInfo.InvariantCulture) << 10 : text.EndsWith('M') ? long.Parse(text[..^1], CultureInfo.InvariantCulture) << 20 : 0)
            .Append(0).Max() is var most and > 0 ? most : FallbackCache;
    }
}
