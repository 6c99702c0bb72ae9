using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Copies packed rows of any format into the layout of <see cref="Float32Format"/>, exactly.</summary>
internal static unsafe class Widening
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Group<TFormat>(byte* group, int blocks, float* target) where TFormat : struct, IWeightFormat
    {
        for (var block = 0; block < blocks; block++)
        {
            for (var row = 0; row < 4; row++)
            {
                for (var lane = 0; lane < Lanes.Count; lane += 8)
                {
                    TFormat.Load(group, row, lane, out Vector256<float> low, out Vector256<float> high);
                    low.Store(target + row * Lanes.Block + lane);
                    high.Store(target + row * Lanes.Block + Lanes.Count + lane);
                }
            }
            group += TFormat.BlockBytes;
            target += 4 * Lanes.Block;
        }
    }
}
