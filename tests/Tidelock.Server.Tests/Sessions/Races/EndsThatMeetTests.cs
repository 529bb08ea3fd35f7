using System.Net;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>
/// Endings that meet each other, or whose requester does not wait for them, while an answer is under way.
/// </summary>
public sealed class EndsThatMeetTests(RaceServers servers) : IClassFixture<RaceServers>
{
    public static readonly TheoryData<string, Channel, bool> WhatCanBeLeft =
        Endings.Cases(ending => ending.ToldAfter is not null);

    [Theory, MemberData(nameof(WhatCanBeLeft))]
    public async Task Whoever_ends_a_session_and_goes_away_has_ended_its_answers_too(
        string name, Channel channel, bool bound)
    {
        var ending = Endings.Named(name);
        await using var stage = await Stage.OpenAsync(servers, channel, bound, ending.MaxPerUser);
        await ending.PrepareAsync(stage);
        var (gate, late) = await stage.RefreshHeldInStoreAsync();
        stage.Doorway.Clear();

        var done = stage.Hold(ending.ToldAfter!.Value);
        var own = ending.RunAsync(stage);
        await done.ReachedAsync();
        await stage.HangUpAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own);
        done.LetGo();
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Doorway.UnderWay == 1));
        gate.LetGo();

        Expect.SignInRequired(await late, ending.Reason);
    }

    [Fact]
    public async Task The_cookie_is_cleared_last_even_if_somebody_else_ended_the_session_a_moment_before()
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: false);
        stage.Doorway.Clear();
        var (gate, late) = await stage.RefreshHeldOnItsWayAsync();
        var letIn = stage.Hold(Step.Find);
        var own = stage.Victim.PostAsync("/api/v1/auth/logout-all");
        await letIn.ReachedAsync();
        var ended = Endings.Named("operator's end").RunAsync(stage);
        Assert.True(await stage.WaitsAsync(ended));

        letIn.LetGo();
        Assert.True(await stage.WaitsAsync(own, others: 1), "It did not wait.");
        gate.LetGo();

        Expect.Served(await late, Channel.Cookie);
        await ended;
        Assert.Equal(0, (await own).Json!["ended"]!.GetValue<int>());
        Assert.Equal(
            [CookieChange.Set, CookieChange.Cleared],
            stage.Doorway.Left.Select(departure => departure.Cookie).Where(change => change != CookieChange.None));
    }

    [Fact]
    public async Task A_session_that_makes_room_after_a_change_of_password_has_its_answers_ended()
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: false, maxPerUser: 1);
        var changed = stage.Hold(Step.List);
        var change = Endings.Named("password change").RunAsync(stage);
        await changed.ReachedAsync();
        Expect.Served(await stage.Elsewhere.SignInAsync(stage.Name, Endings.NewPassword), Channel.Body);
        var (gate, late) = await stage.RefreshHeldInStoreAsync(stage.Elsewhere);

        changed.LetGo();
        await change;
        gate.LetGo();

        Expect.SignInRequired(await late, "session_limit");
    }

    [Theory, InlineData(Channel.Cookie), InlineData(Channel.Body)]
    public async Task Whoever_ends_the_other_sessions_is_answered_in_this_one(Channel channel)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound: false);
        await stage.OtherAsync();
        var (gate, late) = await stage.RefreshHeldInStoreAsync();

        var ended = await stage.Victim.PostAsync("/api/v1/auth/logout-others");
        gate.LetGo();

        Assert.Equal(1, ended.Json!["ended"]!.GetValue<int>());
        Expect.Served(await late, channel);
    }

    [Fact]
    public async Task A_sign_out_that_expects_another_session_leaves_the_answers_of_this_one_alone()
    {
        await using var stage = await Stage.OpenAsync(servers, Channel.Cookie, bound: false);
        var other = await stage.OtherAsync();
        var (gate, late) = await stage.RefreshHeldInStoreAsync();

        using var request = stage.Victim.Request(HttpMethod.Post, "/api/v1/auth/logout");
        request.Headers.Add("X-Tidelock-Session", $"{(await stage.Server.SessionOfAsync(other.RefreshToken!)).Id}");
        var refused = await stage.Victim.SendAsync(request);
        gate.LetGo();

        Expect.Refused(refused, HttpStatusCode.Conflict, "session-mismatch");
        Expect.Served(await late, Channel.Cookie);
    }

    /// <summary>
    /// A compromise ends no session. But whoever made a token with the stolen key and had its answer under way must
    /// not come out of it with a token by the key that replaces it.
    /// </summary>
    [Theory]
    [InlineData(Channel.Cookie, false)]
    [InlineData(Channel.Cookie, true)]
    [InlineData(Channel.Body, false)]
    [InlineData(Channel.Body, true)]
    public async Task An_answer_under_way_takes_nobody_across_a_compromise_of_the_key(Channel channel, bool bound)
    {
        await using var stage = await Stage.OpenAsync(servers, channel, bound);
        var (gate, late) = await stage.RefreshHeldInStoreAsync();

        await CompromiseAsync(stage.Server);
        gate.LetGo();

        Expect.Served(await late, channel);
        var next = await stage.Victim.RefreshAsync(stage.TokenIn(await late));
        if (bound)
        {
            Expect.Served(next, channel);
        }
        else
        {
            Expect.SignInRequired(next, "held");
        }
    }

    private static async Task CompromiseAsync(RunningServer server)
    {
        var active = server.Ring.ActiveMac.Id.ToString();
        Assert.Equal(
            CompromiseResult.Done,
            await server.Get<KeyRingKeeper>().CompromiseAsync(
                KeyPurpose.Mac, active, new(Actor.LocalOperator), CancellationToken.None));
    }
}
