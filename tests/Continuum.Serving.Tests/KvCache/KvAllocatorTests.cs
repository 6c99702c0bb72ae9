using Continuum.Serving.KvCache;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.KvCache;

public class KvAllocatorTests
{
    /// <summary>Any order of taking, reserving, pinning, freeing and limiting: counts add up, no block twice, whole at the end.</summary>
    [Property(MaxTest = 200)]
    public Property NothingLeaks() => Prop.ForAll(Gen.ListOf(Gen.Choose(0, 999)).ToArbitrary(), steps =>
    {
        var pool = new KvAllocator(12);
        var (taken, reservations, pins) = (new List<KvBlock>(), new List<KvReservation>(), new List<IDisposable>());
        foreach (var step in steps)
        {
            var n = step / 10;
            switch (step % 7)
            {
                case 0 or 1:
                    taken.AddRange(pool.TryTake(n % 5) ?? []);
                    break;
                case 2 when pool.TryReserve(n % 4) is { } reservation:
                    reservations.Add(reservation);
                    break;
                case 3 when reservations.Find(r => r.Remaining > 0) is { } reservation:
                    taken.Add(reservation.Take());
                    break;
                case 4 when taken.Count > 0:
                    pins.Add(pool.Pin(taken[n % taken.Count]));
                    break;
                case 5 when taken.Count > 0:
                    pool.Free([taken[n % taken.Count]]);
                    taken.RemoveAt(n % taken.Count);
                    break;
                case 6:
                    if (n % 2 == 0 && pins.Count > 0) pins[n % pins.Count].Dispose();
                    else pool.Limit = n % 13;
                    break;
            }
            Assert.Equal(taken.Count, taken.Select(b => b.Id).Distinct().Count());
            Assert.InRange(pool.Used, taken.Count, 12);
        }
        pool.Free(taken);
        reservations.ForEach(r => r.Dispose());
        pins.ForEach(p => p.Dispose());
        Assert.True(pool.IsWhole);
    });

    [Fact]
    public void AllOrNothing()
    {
        var pool = new KvAllocator(4);
        using var reservation = pool.TryReserve(2);
        Assert.Null(pool.TryTake(3));
        Assert.Equal(2, pool.Available);
        Assert.Equal(2, pool.TryTake(2)!.Length);
        reservation!.Take();
        Assert.Null(pool.TryReserve(1));
    }

    [Fact]
    public void FreeingTwiceOrAStaleBlockIsRefused()
    {
        var pool = new KvAllocator(1);
        var first = pool.TryTake(1)!;
        pool.Free(first);
        Assert.Contains("is free", Assert.Throws<KvStateException>(() => pool.Free(first)).Message);
        var second = pool.TryTake(1)!;
        Assert.Equal(first[0].Generation + 1, second[0].Generation);
        Assert.Throws<KvStateException>(() => pool.Free(first));
        Assert.Throws<KvStateException>(() => pool.Pin(first[0]));
    }

    [Fact]
    public void APinnedBlockIsNotHandedOut()
    {
        var pool = new KvAllocator(1);
        var block = pool.TryTake(1)!;
        var pin = pool.Pin(block[0]);
        pool.Free(block);
        Assert.Null(pool.TryTake(1));
        pin.Dispose();
        pin.Dispose();
        Assert.True(pool.IsWhole);
        Assert.NotNull(pool.TryTake(1));
    }

    [Fact]
    public void ALowerLimitTakesNothingAway()
    {
        var pool = new KvAllocator(4);
        var blocks = pool.TryTake(3)!;
        pool.Limit = 2;
        Assert.Equal(0, pool.Available);
        Assert.Null(pool.TryTake(1));
        pool.Free(blocks[..2]);
        Assert.Equal(1, pool.Available);
    }
}
