using Tidelock.Events;

namespace Tidelock.Tests.Events;

public sealed class RefusalThrottleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RefusalThrottle<EventKind> _throttle = new(Minute);

    [Fact]
    public void One_refusal_of_a_sort_is_told_in_each_interval()
    {
        Assert.True(IsDue(The.Moment));
        Assert.False(IsDue(The.Moment + Minute - TimeSpan.FromTicks(1)));
        Assert.True(IsDue(The.Moment + Minute));
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_silence_the_log()
    {
        Assert.True(IsDue(The.Moment));
        Assert.True(IsDue(The.Moment - TimeSpan.FromHours(6)));
    }

    private bool IsDue(DateTimeOffset now) => _throttle.IsDue(EventCatalogue.TokenHeld, now);
}
