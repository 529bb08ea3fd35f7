using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

public sealed class ReplayGuardTests
{
    private const int Capacity = 1600;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    [Fact]
    public void An_entry_is_remembered_for_the_window_wherever_in_a_generation_it_came()
    {
        for (var start = 0; start < 240; start += 7)
        {
            var guard = new ReplayGuard(Window, Capacity);
            guard.TryRemember(16, The.Moment);
            var seen = The.Moment.AddSeconds(start);
            Assert.True(guard.TryRemember(32, seen));
            for (var later = 0; later < 120; later += 3)
            {
                // Others keep the generations turning.
                guard.TryRemember(16 * (ulong)(100 + later), seen.AddSeconds(later));
                Assert.False(guard.TryRemember(32, seen.AddSeconds(later)), $"{start} + {later}");
            }
        }
    }

    [Fact]
    public void An_entry_is_forgotten_in_the_end()
    {
        var guard = new ReplayGuard(Window, Capacity);
        Assert.True(guard.TryRemember(1, The.Moment));
        Assert.True(guard.TryRemember(1, The.Moment + (Window * 2)));
    }

    [Fact]
    public void Memory_stays_bounded_however_much_comes()
    {
        var guard = new ReplayGuard(Window, Capacity);
        for (ulong entry = 0; entry < 100_000; entry++)
        {
            Assert.True(guard.TryRemember(entry, The.Moment));
            Assert.False(guard.TryRemember(entry, The.Moment));
        }

        Assert.InRange(guard.Count, 1, Capacity * 2);
    }

    [Fact]
    public void Of_many_threads_with_one_entry_one_wins()
    {
        var guard = new ReplayGuard(Window, Capacity);
        var won = 0;
        Parallel.For(0, 1000, i =>
        {
            if (guard.TryRemember((ulong)(i % 10), The.Moment))
            {
                Interlocked.Increment(ref won);
            }
        });
        Assert.Equal(10, won);
    }
}
