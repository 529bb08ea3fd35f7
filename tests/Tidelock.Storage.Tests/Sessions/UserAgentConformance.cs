using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

/// <summary>User agents are kept once for all sessions, in rows of their own that come and go with use.</summary>
public abstract class UserAgentConformance : StoreConformance
{
    private const int Many = 60_000;
    private const int Few = 40_000;

    [Fact]
    public async Task Only_a_rotation_that_is_made_keeps_a_new_user_agent()
    {
        var session = await StartAsync();
        var known = await UserAgentsAsync();
        var invented = Presented(session, "new");

        Assert.Null(await TryRotateAsync(invented with { Generation = new Generation(99) }));
        Assert.Equal(known, await UserAgentsAsync());

        var grant = await TryRotateAsync(invented);
        Assert.Equal("new", grant!.Session.UserAgent);
        Assert.Equal(grant.Session, await FindAsync(session));
        Assert.Equal(known + 1, await UserAgentsAsync());
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

    private async Task<Session> SetAgentAsync(Session session, string agent) =>
        (await TryRotateAsync(Presented(session, agent)))!.Session;

    private static Presentation Presented(Session session, string agent)
    {
        var newest = Some.Newest(session);
        return newest with { Caller = newest.Caller with { UserAgent = agent } };
    }

    private ValueTask<SessionGrant?> TryRotateAsync(Presentation presented) =>
        Store.Sessions.TryRotateAsync(presented, The.Policy, null, Never);

    private ValueTask InventAsync(int count) => Store.TamperAsync(
        $"""
        INSERT INTO user_agents (text)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
        SELECT 'invented ' || n FROM numbers
        """);

    private ValueTask<long> UserAgentsAsync() => Store.NumberAsync("SELECT count(*) FROM user_agents");
}
