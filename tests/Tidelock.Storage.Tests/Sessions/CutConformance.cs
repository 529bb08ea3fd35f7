using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

/// <summary>What is deleted by and by of what refreshes leave behind.</summary>
public abstract class CutConformance : StoreConformance
{
    private const int Many = 60_000;
    private const int Few = 40_000;
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
        var rows = await RollUpRowsAsync();

        Assert.Equal(34, await Store.Sessions.CutAsync(before, AtOnce, Never));

        Assert.Equal(rows - 34, await RollUpRowsAsync());
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
        Assert.Equal(1, await RollUpRowsAsync());

        Assert.Equal(1, await Store.Sessions.CutAsync(The.Moment.AddMinutes(1), AtOnce, Never));

        Assert.Equal(0, await RollUpRowsAsync());
    }

    [Fact]
    public async Task User_agents_that_no_session_has_go_when_they_are_many()
    {
        var user = await AddUserAsync();
        var sessions = new List<Session>();
        for (var index = 0; index < 5; index++)
        {
            sessions.Add(await StartAsync(Some.Session(user.Id) with { UserAgent = $"agent {index}" }));
        }

        sessions[0] = await SetAgentAsync(sessions[0], "left behind");
        sessions[0] = await SetAgentAsync(sessions[0], "agent 0");
        await InventAsync(Many);
        Assert.Equal(Many + 1, await Store.Sessions.CutAsync(The.Moment, 1000, Never));

        Assert.Equal(sessions.Count, await UserAgentsAsync());
        foreach (var session in sessions)
        {
            Assert.Equal(session.UserAgent, (await FindAsync(session)).UserAgent);
        }

        foreach (var gone in new[] { "left behind", "invented 1" })
        {
            var again = await StartAsync(Some.Session(user.Id) with { UserAgent = gone });
            Assert.Equal(gone, (await FindAsync(again)).UserAgent);
        }
    }

    [Fact]
    public async Task User_agents_stay_while_they_are_few()
    {
        await InventAsync(Few);

        Assert.Equal(0, await Store.Sessions.CutAsync(The.Moment, 1000, Never));

        Assert.Equal(Few, await UserAgentsAsync());
    }

    [Fact]
    public async Task The_room_of_user_agents_that_were_invented_is_free_again()
    {
        var session = await StartAsync();
        await InventAsync(100_000);
        var nameless = await SetAgentAsync(session, "one too many");
        Assert.Equal(string.Empty, (await FindAsync(nameless)).UserAgent);

        await Store.Sessions.CutAsync(The.Moment, 1000, Never);
        var named = await SetAgentAsync(nameless, "a real one");

        Assert.Equal("a real one", (await FindAsync(named)).UserAgent);
    }

    [Fact]
    public async Task A_user_agent_that_comes_into_use_while_they_go_stays()
    {
        var user = await AddUserAsync();
        await InventAsync(Many);
        var sessions = new List<Session>();

        var sweep = Task.Run(async () => await Store.Sessions.CutAsync(The.Moment, 100, Never), Never);
        for (var index = 0; !sweep.IsCompleted; index++)
        {
            sessions.Add(await StartAsync(Some.Session(user.Id) with { UserAgent = $"invented {Many - index}" }));
        }

        Assert.InRange(await sweep, 1, Many);
        Assert.NotEmpty(sessions);
        foreach (var session in sessions)
        {
            Assert.Equal(session.UserAgent, (await FindAsync(session)).UserAgent);
        }
    }

    private async Task<Session> RefreshAsync(Session session, DateTimeOffset at)
    {
        var presented = Some.Newest(session) with { Now = at };
        var grant = await Store.Sessions.TryRotateAsync(presented, The.Policy, null, Never);
        Store.Sessions.RecordLatency(at, TimeSpan.FromMilliseconds(3));
        return grant!.Session;
    }

    private async Task<Session> SetAgentAsync(Session session, string agent)
    {
        var newest = Some.Newest(session);
        var presented = newest with { Caller = newest.Caller with { UserAgent = agent } };
        return (await Store.Sessions.TryRotateAsync(presented, The.Policy, null, Never))!.Session;
    }

    private ValueTask InventAsync(int count) => Store.TamperAsync(
        $"""
        INSERT INTO user_agents (text)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
        SELECT 'invented ' || n FROM numbers
        """);

    private ValueTask<long> UserAgentsAsync() => Store.NumberAsync("SELECT count(*) FROM user_agents");

    private ValueTask<long> RollUpRowsAsync() => Store.NumberAsync(
        "SELECT (SELECT count(*) FROM refresh_minutes) + (SELECT count(*) FROM refresh_latencies)");
}
