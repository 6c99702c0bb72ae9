using System.Buffers;
using System.IO.Pipelines;
using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Transport;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.Transport;

public class FrameTests
{
    private static readonly FrameHeader Header = new(FrameKind.Batch, FrameHeader.ServiceDigest("triage"), 3, 7, 11);

    [Property(MaxTest = 50)]
    public bool WhatIsWrittenIsReadHoweverItIsCut(int seed)
    {
        var random = new Random(seed);
        var (meta, floats) = (new byte[random.Next(2000)], ArrayPool<float>.Shared.Rent(5000));
        random.NextBytes(meta);
        var count = random.Next(5000);
        for (var i = 0; i < count; i++) floats[i] = random.NextSingle();
        var bytes = Bytes(new Frame(Header, meta, floats, count));
        using var read = ReadAsync(bytes, 1 + random.Next(700)).GetAwaiter().GetResult()!;
        Assert.Equal((Header.Kind, Header.Service, 3L, 7L, 11L), (read.Header.Kind, read.Header.Service, read.Header.Term, read.Header.Epoch, read.Header.Batch));
        Assert.Equal(meta, read.Meta.ToArray());
        Assert.True(floats.AsSpan(0, count).SequenceEqual(read.Floats));
        return true;
    }

    [Property(MaxTest = 200)]
    public bool ABitThatFlipsIsFound(int seed)
    {
        var random = new Random(seed);
        var bytes = Bytes(new Frame(Header, new byte[random.Next(100)], new float[64], 1 + random.Next(64)));
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        Assert.Throws<FrameException>(() => ReadAsync(bytes, bytes.Length).GetAwaiter().GetResult());
        return true;
    }

    [Fact]
    public async Task AFrameThatEndsEarlyIsAnErrorAndAnEndBetweenFramesIsNot()
    {
        var bytes = Bytes(new Frame(Header, new byte[10], new float[8], 8));
        for (var length = 1; length < bytes.Length; length++)
            Assert.Contains("ended", (await Assert.ThrowsAsync<FrameException>(() => ReadAsync(bytes[..length], 16))).Message, StringComparison.Ordinal);
        Assert.Null(await ReadAsync([], 16));
    }

    [Fact]
    public async Task AFrameBeyondTheLimitsIsRefusedBeforeItIsRead()
    {
        var bytes = Bytes(new Frame(Header, new byte[10], new float[200], 200));
        var refused = await Assert.ThrowsAsync<FrameException>(() => ReadAsync(bytes[..FrameHeader.Size], 16, new FrameLimits(100, 100)));
        Assert.Contains("200 floats; at most 100 and 100", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStrangerIsTold()
    {
        var http = new byte[FrameHeader.Size];
        "GET / HTTP/1.1"u8.CopyTo(http);
        Assert.Contains("does not speak the tensor protocol", (await Assert.ThrowsAsync<FrameException>(() => ReadAsync(http, 16))).Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 50)]
    public bool MicroBatchesComeBackEqual(int seed)
    {
        var batch = Batch(new Random(seed));
        var read = BatchCodec.Decode(Header with { Batch = batch.Id, Epoch = batch.Epoch }, BatchCodec.Encode(batch));
        Assert.Equal((batch.Id, batch.Epoch, batch.TokenCount, batch.LogitRows), (read.Id, read.Epoch, read.TokenCount, read.LogitRows));
        foreach (var (wrote, got) in batch.Slices.Zip(read.Slices))
        {
            Assert.Equal((wrote.Sequence, wrote.Start, wrote.LogitRows), (got.Sequence, got.Start, got.LogitRows));
            Assert.Equal(wrote.Tokens.ToArray(), got.Tokens.ToArray());
            Assert.Equal(wrote.Blocks.ToArray(), got.Blocks.ToArray());
        }
        return true;
    }

    [Property(MaxTest = 200)]
    public bool MalformedMicroBatchesAreAnErrorAndNothingElse(int seed)
    {
        var random = new Random(seed);
        var bytes = BatchCodec.Encode(Batch(random));
        for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        try
        {
            BatchCodec.Decode(Header, bytes.AsSpan(0, random.Next(bytes.Length + 1)));
        }
        catch (FrameException)
        {
            // What was expected; a change inside a token is none of the codec's business.
        }
        return true;
    }

    private static MicroBatch Batch(Random random) => new(random.NextInt64(), random.Next(100), [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => new BatchSlice(
        i, random.Next(500), Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(8000)).ToArray(),
        Enumerable.Range(0, random.Next(1, 9)).Select(_ => new KvBlock(random.Next(64), random.Next(1, 9))).ToArray(), random.Next(2)))]);

    private static byte[] Bytes(Frame frame)
    {
        using var stream = new MemoryStream();
        new FrameWriter(PipeWriter.Create(stream)).WriteAsync(frame, default).AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task<Frame?> ReadAsync(byte[] bytes, int piece, FrameLimits? limits = null) =>
        await new FrameReader(PipeReader.Create(new MemoryStream(bytes), new StreamPipeReaderOptions(bufferSize: piece, minimumReadSize: 1)), limits ?? FrameLimits.Default).ReadAsync(default);
}
