using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions.Protocol;

/// <summary>What is decided before anybody looks at the generation, and the plain rotation.</summary>
public sealed class BeforeTheTokenTests : Scenario
{
    [Theory, Rows(Kinds.Every, 1)]
    public async Task Another_session_than_expected_is_left_alone(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var request = client.Request(HttpMethod.Post, RefreshPath);
        request.Headers.Add("X-Tidelock-Session", new SessionId(1).ToString());
        if (channel == Channel.Body)
        {
            request.Content = new StringContent(
                $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");
        }

        Expect.Refused(await client.SendAsync(request), HttpStatusCode.Conflict, "session-mismatch");
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Every, 2)]
    public async Task A_session_that_was_ended_is_refused_with_its_reason(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var token = client.RefreshToken!;
        await client.SignOutAsync();

        Expect.SignInRequired(await client.RefreshAsync(token), "signed_out");
        client.RefreshToken = token;
        await IsOverAsync(client, "signed_out");
    }

    [Theory, Rows(Kinds.Every, 2)]
    public async Task A_session_without_a_sign_of_its_user_expires(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        Server.Clock.Advance(TimeSpan.FromHours(12));

        Expect.SignInRequired(await client.RefreshAsync(), "idle_expired");
    }

    [Theory, Rows(Kinds.Every, 2)]
    public async Task A_session_ends_at_its_longest_life(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound, remember: true);
        for (var day = 0; day < 29; day++)
        {
            Server.Clock.Advance(TimeSpan.FromDays(1));
            Expect.Served(await client.RefreshAsync(), channel);
        }

        Server.Clock.Advance(TimeSpan.FromDays(1));

        Expect.SignInRequired(await client.RefreshAsync(), "expired");
    }

    [Theory, Rows(Kinds.Every, 3)]
    public async Task A_token_is_held_when_it_comes_by_the_other_channel(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var otherChannel = channel == Channel.Cookie ? Channel.Body : Channel.Cookie;
        using var other = new Client(Server, otherChannel) { Key = client.Key, RefreshToken = client.RefreshToken };

        await HeldAsync(other);
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Unbound, 7)]
    public async Task A_session_without_a_key_is_held_while_keys_are_required(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        await Server.RestartAsync(ServerSetup.WithoutLimits(("Binding:Mode", "Required")));

        await HeldAsync(client);
        client.Key = new ProofKey();
        await HeldAsync(client);
        await Server.RestartAsync(ServerSetup.WithoutLimits());
        client.Key = null;
        await LivesOnAsync(client);
    }

    [Theory, Rows(Kinds.Every, 10)]
    public async Task The_newest_token_is_rotated(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var before = client.RefreshToken!;

        var reply = await client.RefreshAsync();

        Expect.Served(reply, channel);
        Assert.Equal(Server.GenerationOf(before) + 1, Server.GenerationOf(client.RefreshToken!));
        Assert.Equal(bound, reply.Json!["session"]!["bound"]!.GetValue<bool>());
        await LivesOnAsync(client);
    }
}
