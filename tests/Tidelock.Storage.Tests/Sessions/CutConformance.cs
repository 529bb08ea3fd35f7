using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

/// <summary>What is deleted by and by of the roll-ups that refreshes leave behind.</summary>
public abstract class CutConformance : SessionConformance
{
    private const int AtOnce = 7;

    [Fact]
    public async Task Roll_ups_go_when_their_minute_is_over_for_long_enough_and_not_before()
    {
        var session = await StartAsync();
        for (var minute = 0; minute < 20; minute++)
        {
            session = await RefreshAsync(session, The.Moment.AddMinutes(minute));
        }

        await Store.ReopenAsync();
        var before = The.Moment.AddMinutes(17).AddSeconds(59);
        var rows = await Store.RollUpRowsAsync();

        Assert.Equal(34, await Store.Sessions.CutAsync(before, AtOnce, Never));

        Assert.Equal(rows - 34, await Store.RollUpRowsAsync());
        var left = await Store.Sessions.RefreshMinutesAsync(The.Moment, Never);
        Assert.Equal(
            [17, 18, 19], left.Select(minute => (int)Math.Ceiling((minute.Minute - The.Moment).TotalMinutes)));
        Assert.All(left, minute => Assert.Equal(1, minute.Latencies.Sum()));
        Assert.Equal(0, await Store.Sessions.CutAsync(before, AtOnce, Never));
    }

    [Fact]
    public async Task Times_of_answers_go_too_where_no_rotation_was_made_in_their_minute()
    {
        Store.Sessions.RecordLatency(The.Moment, TimeSpan.FromMilliseconds(3));
        await Store.ReopenAsync();
        Assert.Equal(1, await Store.RollUpRowsAsync());

        Assert.Equal(1, await Store.Sessions.CutAsync(The.Moment.AddMinutes(1), AtOnce, Never));

        Assert.Equal(0, await Store.RollUpRowsAsync());
    }

    private async Task<Session> RefreshAsync(Session session, DateTimeOffset at)
    {
        var presented = Some.Newest(session) with { Now = at };
        var grant = await Store.Sessions.TryRotateAsync(presented, The.Policy, null, Never);
        Store.Sessions.RecordLatency(at, TimeSpan.FromMilliseconds(3));
        return grant!.Session;
    }
}
