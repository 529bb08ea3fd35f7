using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>Tokens older than the newest: lost answers, races, stale copies and thieves.</summary>
public sealed class OlderTokenTests : Scenario
{
    private const int LateAnswers = 6;

    [Theory, Rows(Kinds.Bound, 15, 16)]
    public async Task A_token_older_by_two_needs_a_proof_with_a_nonce(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        await client.RefreshAsync();
        var newest = client.RefreshToken!;
        using var restored = client.Copy(withKey: true);
        restored.RefreshToken = Server.Forge(newest, 0);

        Expect.NonceAsked(await restored.RefreshAsync());
        var reply = await restored.RefreshAsync();

        Expect.Served(reply, channel);
        Assert.Equal(newest, TokenIn(reply, channel));
        await LivesOnAsync(restored);
    }

    [Theory, Rows(Kinds.Bound, 16)]
    public async Task An_older_token_with_proof_gets_the_newest_again(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        var newest = client.RefreshToken!;
        Server.Clock.Advance(TimeSpan.FromHours(6));

        var reply = await client.RefreshAsync(Server.Forge(newest, 0));

        Expect.Served(reply, channel);
        Assert.Equal(newest, TokenIn(reply, channel));
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Every, 16, 19)]
    public async Task Six_answers_fetched_late_from_elsewhere_end_the_session(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        for (var late = 1; late <= LateAnswers; late++)
        {
            using var elsewhere = client.Copy(withKey: true, Elsewhere);
            elsewhere.AccessToken = null;
            elsewhere.Nonce = client.Nonce;
            await LivesOnAsync(client);
            var reply = await elsewhere.RefreshAsync();
            if (reply.Problem == "use-dpop-nonce")
            {
                reply = await elsewhere.RefreshAsync();
            }

            if (late < LateAnswers)
            {
                Expect.Served(reply, channel);
                Assert.Equal(client.RefreshToken, elsewhere.RefreshToken);
            }
            else
            {
                Expect.SignInRequired(reply, "clone_suspected");
            }
        }

        await IsOverAsync(client, "clone_suspected");
        await WasToldAsync(EventCatalogue.CloneSuspected);
    }

    [Theory, Rows(Kinds.Unbound, 17)]
    public async Task The_owner_who_finds_the_newest_token_on_another_device_ends_the_session(
        Channel channel, bool bound)
    {
        using var owner = await SignedInAsync(channel, bound);
        using var thief = owner.Copy();
        thief.UserAgent = The.Chrome;
        Expect.Served(await thief.RefreshAsync(), channel);

        Expect.SignInRequired(await owner.RefreshAsync(), "clone_suspected");
        await IsOverAsync(owner, "clone_suspected");
        Expect.SignInRequired(await thief.RefreshAsync(), "clone_suspected");
        await WasToldAsync(EventCatalogue.CloneSuspected);
    }

    [Theory, Rows(Kinds.Unbound, 18)]
    public async Task The_previous_token_from_another_device_is_held(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var other = client.Copy();
        other.UserAgent = The.Chrome;
        await client.RefreshAsync();

        await HeldAsync(other);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Every, 16, 19)]
    public async Task A_lost_answer_does_not_sign_anyone_out(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var lost = await client.RefreshAndLoseAnswerAsync();
        Server.Clock.Advance(TimeSpan.FromHours(2));

        var reply = await client.RefreshAsync();

        Expect.Served(reply, channel);
        Assert.Equal(TokenIn(lost, channel), TokenIn(reply, channel));
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Unbound, 20, 21)]
    public async Task A_spent_token_is_superseded_for_a_minute_where_its_successor_went(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        using var otherTab = client.Copy();
        var spent = Server.Forge(client.RefreshToken!, 0);
        Superseded(await otherTab.RefreshAsync(spent));
        Server.Clock.Advance(TimeSpan.FromSeconds(60));
        Superseded(await otherTab.RefreshAsync(spent));
        Assert.Null((await Server.SessionOfAsync(spent)).EndedAt);
        Server.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Expect.SignInRequired(await otherTab.RefreshAsync(spent), "refresh_token_reuse");
        await IsOverAsync(client, "refresh_token_reuse");
        await WasToldAsync(EventCatalogue.ReuseDetected);
    }

    [Theory, Rows(Kinds.Unbound, 20, 21)]
    public async Task From_another_network_a_spent_token_is_superseded_for_five_seconds(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        using var elsewhere = client.Copy(from: Elsewhere);
        await SupersededForFiveSecondsAsync(client, elsewhere);
    }

    [Theory, Rows(Kinds.Unbound, 20, 21)]
    public async Task On_another_device_a_spent_token_is_superseded_for_five_seconds(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        using var other = client.Copy();
        other.UserAgent = The.Chrome;
        await SupersededForFiveSecondsAsync(client, other);
    }

    [Theory, Rows(Kinds.Unbound, 20)]
    public async Task Who_was_superseded_does_not_harm_the_session(Channel channel, bool bound)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound);
        using var otherTab = client.Copy();

        Superseded(await otherTab.RefreshAsync(Server.Forge(client.RefreshToken!, 0)));
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Unbound, 21)]
    public async Task A_token_older_by_two_ends_an_unbound_session_at_once(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await client.RefreshAsync();
        await client.RefreshAsync();
        using var thief = client.Copy();
        thief.UserAgent = The.Chrome;

        Expect.SignInRequired(
            await thief.RefreshAsync(Server.Forge(client.RefreshToken!, 0)), "refresh_token_reuse");
        await IsOverAsync(client, "refresh_token_reuse");
    }

    [Theory, Rows(Kinds.Unbound, 20)]
    public async Task A_page_that_others_overtook_while_it_loaded_signs_nobody_out(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var first = client.RefreshToken!;
        using var slowPage = client.Copy();
        await client.RefreshAsync();
        await client.RefreshAsync();
        await client.RefreshAsync();

        Superseded(await slowPage.RefreshAsync(first));
        await LivesOnAsync(client);
    }

    private async Task SupersededForFiveSecondsAsync(Client client, Client other)
    {
        var spent = Server.Forge(client.RefreshToken!, 0);
        Server.Clock.Advance(TimeSpan.FromSeconds(5));
        Superseded(await other.RefreshAsync(spent));
        Assert.Null((await Server.SessionOfAsync(spent)).EndedAt);
        Server.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Expect.SignInRequired(await other.RefreshAsync(spent), "refresh_token_reuse");
        await IsOverAsync(client, "refresh_token_reuse");
    }
}
