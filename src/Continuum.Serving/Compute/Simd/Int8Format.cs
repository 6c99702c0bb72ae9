using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Four single-precision scales, then four rows of 32 signed bytes; a weight is byte x scale, rounded once.</summary>
internal unsafe readonly struct Int8Format : IWeightFormat
{
    private const int ScaleBytes = 4 * sizeof(float);

    public static int BlockBytes => ScaleBytes + 4 * 32;

    public static void Pack(ReadOnlySpan<float> row, int rowInGroup, byte* group)
    {
        for (var first = 0; first < row.Length; first += 32)
        {
            var values = row.Slice(first, Math.Min(32, row.Length - first));
            var block = group + (long)(first / 32) * BlockBytes;
            var largest = 0f;
            foreach (var value in values) largest = MathF.Max(largest, MathF.Abs(value));
            var scale = largest / 127;
            ((float*)block)[rowInGroup] = scale;
            for (var k = 0; k < values.Length; k++)
                ((sbyte*)block)[ScaleBytes + rowInGroup * 32 + k] = scale == 0 ? (sbyte)0 : (sbyte)MathF.Round(values[k] / scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector128<float> low, out Vector128<float> high)
    {
        var scale = Vector128.Create(((float*)block)[row]);
        var bytes = (sbyte*)block + ScaleBytes + row * 32 + lane;
        low = Widen(Unsafe.ReadUnaligned<int>(bytes)) * scale;
        high = Widen(Unsafe.ReadUnaligned<int>(bytes + 16)) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector256<float> low, out Vector256<float> high)
    {
        var scale = Vector256.Create(((float*)block)[row]);
        var bytes = (sbyte*)block + ScaleBytes + row * 32 + lane;
        low = Widen(Unsafe.ReadUnaligned<long>(bytes)) * scale;
        high = Widen(Unsafe.ReadUnaligned<long>(bytes + 16)) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, out Vector512<float> low, out Vector512<float> high)
    {
        var scale = Vector512.Create(((float*)block)[row]);
        var bytes = (sbyte*)block + ScaleBytes + row * 32;
        low = Widen(Vector128.Load(bytes)) * scale;
        high = Widen(Vector128.Load(bytes + 16)) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Widen(int bytes) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(bytes).AsSByte())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(long bytes)
    {
        var source = Vector128.CreateScalar(bytes).AsSByte();
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            return Vector256.ConvertToSingle(System.Runtime.Intrinsics.X86.Avx2.ConvertToVector256Int32(source));
        return Vector256.ConvertToSingle(Vector256.Widen(Vector256.WidenLower(source.ToVector256Unsafe()).GetLower().ToVector256Unsafe()).Lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(Vector128<sbyte> bytes)
    {
        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
            return Vector512.ConvertToSingle(System.Runtime.Intrinsics.X86.Avx512F.ConvertToVector512Int32(bytes));
        var shorts = Vector128.Widen(bytes);
        var (a, b) = Vector128.Widen(shorts.Lower);
        var (c, d) = Vector128.Widen(shorts.Upper);
        return Vector512.ConvertToSingle(Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d)));
    }
}
