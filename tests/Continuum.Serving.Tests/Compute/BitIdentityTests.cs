using System.Runtime.InteropServices;
using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.Compute;

/// <summary>The result for a sequence is the same bits however it is computed.</summary>
public class BitIdentityTests
{
    private static readonly int[] Tokens = [.. Enumerable.Range(0, 45).Select(i => (i * 7919 + 13) % 8189)];

    public static TheoryData<string, WeightPrecision> Models() => new(
        from model in TestModels.Names
        from precision in new[] { WeightPrecision.F32, WeightPrecision.BF16, WeightPrecision.Int8 }
        select (model, precision));

    [Theory]
    [MemberData(nameof(Models))]
    public void ChunksThreadsWidthsAndStages(string model, WeightPrecision precision)
    {
        using var alone = new StageRun(TestModels.Folder(model), precision);
        var expected = alone.Force(0, Tokens, 1);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        AssertSameBits(expected, alone.Force(1, Tokens, 45));
        AssertSameBits(expected, alone.Force(2, Tokens, 5, 17, 3, 16));
        foreach (var width in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
        {
            // What the processor lacks runs in software: few tokens are enough for every tile.
            var (tokens, vocabulary) = (Tokens[..21], alone.Config.VocabularySize);
            using var other = new StageRun(TestModels.Folder(model), precision, threads: 3, width: width, layers: [1, 2]);
            AssertSameBits(expected[..(21 * vocabulary)], other.Force(0, tokens, 1, 2, 13, 5));
        }
    }

    [Fact]
    public void ExactPrecisionsAgree()
    {
        using var f32 = new StageRun(TestModels.Llama, WeightPrecision.F32);
        using var bf16 = new StageRun(TestModels.Llama, WeightPrecision.BF16);
        AssertSameBits(f32.Force(0, Tokens, 8), bf16.Force(0, Tokens, 8));
    }

    /// <summary>Three sequences, cut and mixed at random into batches: each gets the bits it gets alone.</summary>
    [Property(MaxTest = 25)]
    public Property Batches() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(1, 9), 40).ToArbitrary(), cuts =>
    {
        var run = Shared.Value.Run;
        lock (run)
        {
            var sequences = Shared.Value.Sequences;
            var done = new int[sequences.Length];
            var next = 0;
            while (Enumerable.Range(0, sequences.Length).Any(s => done[s] < sequences[s].Length))
            {
                var slices = Enumerable.Range(0, sequences.Length).Where(s => done[s] < sequences[s].Length && cuts[next++ % cuts.Length] > 2)
                    .Select(s => run.Slice(s, done[s], sequences[s].AsMemory(done[s], Math.Min(cuts[next++ % cuts.Length], sequences[s].Length - done[s])), 1)).ToArray();
                if (slices.Length == 0) slices = [.. Enumerable.Range(0, sequences.Length).Where(s => done[s] < sequences[s].Length).Take(1).Select(s => run.Slice(s, done[s], sequences[s].AsMemory(done[s], 1), 1))];
                var logits = run.Execute(slices).Chunk(run.Config.VocabularySize).ToArray();
                for (var i = 0; i < slices.Length; i++)
                {
                    var s = (int)slices[i].Sequence;
                    done[s] = slices[i].End;
                    AssertSameBits(Shared.Value.Expected[s].AsSpan((done[s] - 1) * run.Config.VocabularySize, run.Config.VocabularySize).ToArray(), logits[i]);
                }
            }
        }
    });

    private static readonly Lazy<(StageRun Run, int[][] Sequences, float[][] Expected)> Shared = new(() =>
    {
        var run = new StageRun(TestModels.Qwen3, threads: 2);
        int[][] sequences = [Tokens[..30], Tokens[10..], [5, 4, 3, 2, 1]];
        float[][] expected = [.. sequences.Select((tokens, s) => run.Force(s, tokens, 1))];
        return (run, sequences, expected);
    });

    private static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.True(MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(actual)), "The bits differ.");
}
