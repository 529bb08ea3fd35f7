using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>
/// An answer is held at each of the two places where something may happen to its session: between its commit and its
/// check, and between its check and its first byte. Then the session ends, in every way there is.
/// </summary>
public sealed class AnswersUnderWayTests(RaceServers servers) : IClassFixture<RaceServers>
{
    public static readonly TheoryData<string, Channel, bool> Everything = Endings.Cases(_ => true);

    public static readonly TheoryData<string, Channel, bool> WhatWaits = Endings.Cases(ending => ending.Waits);

    public static readonly TheoryData<string, Channel, bool> WhatDoesNotWait = Endings.Cases(ending => !ending.Waits);

    [Theory, MemberData(nameof(Everything))]
    public async Task An_answer_decided_before_the_end_is_not_written_after_it(
        string name, Channel channel, bool bound)
    {
        var ending = Endings.Named(name);
        await using var stage = await OpenAsync(ending, channel, bound);
        var (gate, late) = await stage.RefreshHeldInStoreAsync();
        Expect.Served(await stage.Victim.RefreshAndLoseAnswerAsync(stage.Token), channel);
        stage.Doorway.Clear();

        var own = ending.RunAsync(stage);
        Assert.False(await stage.WaitsAsync(own), "It waits for an answer that will be refused.");
        await own;
        Expect.SignInRequired(await stage.Copy(withKey: true).RefreshAndLoseAnswerAsync(stage.Token), ending.Reason);
        gate.LetGo();

        Expect.SignInRequired(await late, ending.Reason);
        CookieIsOf(ending, stage);
        await AfterwardsAsync(ending, stage, await late);
    }

    [Theory, MemberData(nameof(WhatWaits))]
    public async Task An_answer_on_its_way_out_leaves_before_that_of_the_end(string name, Channel channel, bool bound)
    {
        var ending = Endings.Named(name);
        await using var stage = await OpenAsync(ending, channel, bound);
        stage.Doorway.Clear();
        var (gate, late) = await stage.RefreshHeldOnItsWayAsync();

        var own = ending.RunAsync(stage);
        Assert.True(await stage.WaitsAsync(own), "It did not wait.");
        gate.LetGo();

        Expect.Served(await late, channel);
        await own;
        Assert.True(stage.Doorway.Left[0].Renews);
        Assert.DoesNotContain(stage.Doorway.Left.Skip(1), departure => departure.Renews);
        CookieIsOf(ending, stage);
        await AfterwardsAsync(ending, stage, await late);
    }

    /// <summary>
    /// What ends a session without touching the cookie of its browser has nothing to wait for: the tokens are dead.
    /// </summary>
    [Theory, MemberData(nameof(WhatDoesNotWait))]
    public async Task An_answer_that_leaves_after_the_end_is_worth_nothing(string name, Channel channel, bool bound)
    {
        var ending = Endings.Named(name);
        await using var stage = await OpenAsync(ending, channel, bound);
        var (gate, late) = await stage.RefreshHeldOnItsWayAsync();

        await ending.RunAsync(stage);
        gate.LetGo();

        Expect.Served(await late, channel);
        await AfterwardsAsync(ending, stage, await late);
    }

    private async Task<Stage> OpenAsync(Ending ending, Channel channel, bool bound)
    {
        var stage = await Stage.OpenAsync(servers, channel, bound, ending.MaxPerUser);
        await ending.PrepareAsync(stage);
        return stage;
    }

    /// <summary>Whatever else was under way: the last that the browser hears of its cookie is the ending's.</summary>
    private static void CookieIsOf(Ending ending, Stage stage)
    {
        if (stage.Victim.Channel == Channel.Cookie && ending.Cookie != CookieChange.None)
        {
            var last = stage.Doorway.Left.Last(departure => departure.Cookie != CookieChange.None);
            Assert.Equal((ending.Cookie, false), (last.Cookie, last.Renews));
        }
    }

    private static async Task AfterwardsAsync(Ending ending, Stage stage, Reply late)
    {
        await stage.NothingSurvivesAsync(ending.Reason, late);
        if (ending.Continues)
        {
            Expect.Served(await stage.Victim.RefreshAsync(), stage.Victim.Channel);
        }
    }
}
