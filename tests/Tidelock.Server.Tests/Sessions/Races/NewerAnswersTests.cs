using System.Net;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>Answers of one session that overtake each other: a browser must never get the older cookie last.</summary>
public sealed class NewerAnswersTests(RaceServers servers) : IClassFixture<RaceServers>
{
    public static readonly TheoryData<Channel, bool> Sessions = new()
    {
        { Channel.Cookie, false }, { Channel.Cookie, true }, { Channel.Body, false }, { Channel.Body, true },
    };

    [Theory, MemberData(nameof(Sessions))]
    public async Task A_rotation_that_was_overtaken_is_superseded(Channel channel, bool bound)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound);
        var (gate, late) = await stage.RefreshHeldInStoreAsync();

        var newest = await RefreshTwiceAsync(stage);
        gate.LetGo();

        Superseded(await late);
        await GoesOnWithAsync(newest, stage);
    }

    [Theory, MemberData(nameof(Sessions))]
    public async Task A_replay_that_was_overtaken_is_superseded(Channel channel, bool bound)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound);
        var next = await ServedAsync(stage, stage.Token);
        var (gate, late) = await stage.RefreshHeldInStoreAsync();

        var newest = await ServedAsync(stage, next);
        gate.LetGo();

        Superseded(await late);
        await GoesOnWithAsync(newest, stage);
    }

    [Theory, MemberData(nameof(Sessions))]
    public async Task A_newer_answer_waits_for_an_older_one_on_its_way_out(Channel channel, bool bound)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound);
        var (gate, older) = await stage.RefreshHeldOnItsWayAsync();
        var same = stage.Victim.RefreshAndLoseAnswerAsync(stage.Token);
        Assert.False(await stage.WaitsAsync(same), "An answer with the same token has nothing to wait for.");
        var next = stage.TokenIn(await same)!;
        stage.Doorway.Clear();

        var newer = stage.Victim.RefreshAndLoseAnswerAsync(next);
        Assert.True(await stage.WaitsAsync(newer), "The newer one did not wait.");
        var again = stage.Victim.RefreshAndLoseAnswerAsync(next);
        Assert.True(await stage.WaitsAsync(again, others: 1), "A replay of the newer one did not wait.");
        gate.LetGo();

        Assert.Equal(next, stage.TokenIn(await older));
        Expect.Served(await newer, channel);
        Assert.Equal(stage.TokenIn(await newer), stage.TokenIn(await again));
        Assert.Equal(3, stage.Doorway.Left.Count(departure => departure.Renews));
        if (channel == Channel.Cookie)
        {
            Assert.Equal(
                [next, stage.TokenIn(await newer), stage.TokenIn(await newer)],
                stage.Doorway.Left.Select(departure => departure.Token));
        }

        await GoesOnWithAsync(stage.TokenIn(await newer)!, stage);
    }

    [Fact]
    public async Task Whoever_waits_behind_an_older_answer_is_refused_once_the_session_ends()
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: false);
        var (gate, older) = await stage.RefreshHeldOnItsWayAsync();
        var next = await ServedAsync(stage, stage.Token);
        var newer = stage.Victim.RefreshAndLoseAnswerAsync(next);
        Assert.True(await stage.WaitsAsync(newer), "It did not wait.");

        var signOut = stage.Victim.SignOutAsync(next);
        await EndedAsync(stage);
        gate.LetGo();

        Expect.Served(await older, Channel.Cookie);
        Expect.SignInRequired(await newer, "signed_out");
        await signOut;
        Assert.Equal(CookieChange.Cleared, stage.Doorway.Left.Last(left => left.Cookie != CookieChange.None).Cookie);
        await stage.NothingSurvivesAsync("signed_out", await older);
    }

    [Fact]
    public async Task Whoever_waits_behind_an_older_answer_is_superseded_by_a_third_one()
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: true);
        var (gate, _) = await stage.RefreshHeldOnItsWayAsync();
        var next = await ServedAsync(stage, stage.Token);
        var newer = stage.Victim.RefreshAndLoseAnswerAsync(next);
        Assert.True(await stage.WaitsAsync(newer), "It did not wait.");

        var newest = stage.Victim.RefreshAndLoseAnswerAsync(stage.Server.Forge(next, 1 + GenerationOf(stage, next)));
        Assert.True(await stage.WaitsAsync(newest, others: 1), "The newest one did not wait.");
        gate.LetGo();

        Superseded(await newer);
        await GoesOnWithAsync(stage.TokenIn(await newest)!, stage);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Nobody_waits_for_longer_than_the_limit(bool signsOut)
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: false);
        var (gate, stuck) = await stage.RefreshHeldOnItsWayAsync();
        var next = await ServedAsync(stage, stage.Token);
        var other = signsOut
            ? stage.Victim.SignOutAsync(next)
            : stage.Victim.RefreshAndLoseAnswerAsync(next);
        Assert.True(await stage.WaitsAsync(other), "It did not wait.");

        stage.Server.Clock.Ring(SessionFlights.DrainLimit);

        Assert.Equal(signsOut ? HttpStatusCode.NoContent : HttpStatusCode.OK, (await other).Status);
        Assert.False(stuck.IsCompleted);
        gate.LetGo();
        Expect.Served(await stuck, Channel.Cookie);
        if (signsOut)
        {
            await stage.NothingSurvivesAsync("signed_out", await stuck);
        }
    }

    private static int GenerationOf(Stage stage, string token) => stage.Server.GenerationOf(token);

    private static Task EndedAsync(Stage stage) => Eventually.HoldsAsync(async () =>
        (await stage.Server.SessionOfAsync(stage.Token)).EndedAt is not null);

    /// <summary>The token that answers this one.</summary>
    private static async Task<string> ServedAsync(Stage stage, string token)
    {
        var reply = await stage.Victim.RefreshAndLoseAnswerAsync(token);
        Expect.Served(reply, stage.Victim.Channel);
        return stage.TokenIn(reply)!;
    }

    private static async Task<string> RefreshTwiceAsync(Stage stage) =>
        await ServedAsync(stage, await ServedAsync(stage, stage.Token));

    private static void Superseded(Reply reply)
    {
        Expect.Refused(reply, HttpStatusCode.Conflict, "superseded");
        Assert.Equal("1", reply.Header("Retry-After"));
    }

    private static async Task GoesOnWithAsync(string newest, Stage stage)
    {
        Assert.Null((await stage.Server.SessionOfAsync(newest)).EndedAt);
        await ServedAsync(stage, newest);
    }
}
