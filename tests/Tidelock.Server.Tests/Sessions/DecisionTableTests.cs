using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>The rows of the protocol's decision table over HTTP, by each channel, bound and unbound.</summary>
public sealed class DecisionTableTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<Channel, bool> EveryKind() => new()
    {
        { Channel.Cookie, false }, { Channel.Cookie, true }, { Channel.Body, false }, { Channel.Body, true },
    };

    public static TheoryData<Channel> EveryChannel() => [Channel.Cookie, Channel.Body];

    [Theory, MemberData(nameof(EveryKind))]
    public async Task The_newest_token_is_rotated(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var before = client.RefreshToken!;

        var reply = await client.RefreshAsync();

        Expect.Served(reply, channel);
        Assert.Equal(_server.GenerationOf(before) + 1, _server.GenerationOf(client.RefreshToken!));
        Assert.Equal(bound, reply.Json!["session"]!["bound"]!.GetValue<bool>());
    }

    [Theory, MemberData(nameof(EveryKind))]
    public async Task A_session_that_was_ended_is_refused_with_its_reason(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var token = client.RefreshToken!;
        await client.SignOutAsync();

        Expect.SignInRequired(await client.RefreshAsync(token), "signed_out");
    }

    [Theory, MemberData(nameof(EveryKind))]
    public async Task A_session_without_a_sign_of_its_user_expires(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        _server.Clock.Advance(TimeSpan.FromHours(12));

        Expect.SignInRequired(await client.RefreshAsync(), "idle_expired");
    }

    [Theory, MemberData(nameof(EveryKind))]
    public async Task A_session_ends_at_its_longest_life(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound, remember: true);
        for (var day = 0; day < 29; day++)
        {
            _server.Clock.Advance(TimeSpan.FromDays(1));
            Expect.Served(await client.RefreshAsync(), channel);
        }

        _server.Clock.Advance(TimeSpan.FromDays(1));

        Expect.SignInRequired(await client.RefreshAsync(), "expired");
    }

    [Theory, MemberData(nameof(EveryKind))]
    public async Task A_lost_answer_does_not_sign_anyone_out(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        var lost = await client.RefreshAndLoseAnswerAsync();
        _server.Clock.Advance(TimeSpan.FromHours(2));

        var reply = await client.RefreshAsync();

        Expect.Served(reply, channel);
        Assert.Equal(TokenIn(lost, channel), TokenIn(reply, channel));
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_spent_token_is_superseded_while_its_successor_is_fresh(Channel channel)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound: false);

        var reply = await client.RefreshAsync(_server.Forge(client.RefreshToken!, 0));

        Expect.Refused(reply, HttpStatusCode.Conflict, "superseded");
        Assert.Equal("1", reply.Header("Retry-After"));
        Expect.Served(await client.RefreshAsync(), channel);
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_spent_token_ends_an_unbound_session(Channel channel)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound: false);
        _server.Clock.Advance(TimeSpan.FromSeconds(61));

        Expect.SignInRequired(
            await client.RefreshAsync(_server.Forge(client.RefreshToken!, 0)), "refresh_token_reuse");
        Expect.SignInRequired(await client.RefreshAsync(), "refresh_token_reuse");
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task An_older_token_with_proof_gets_the_newest_again(Channel channel)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound: true);
        var newest = client.RefreshToken!;
        _server.Clock.Advance(TimeSpan.FromDays(1) / 4);

        var reply = await client.RefreshAsync(_server.Forge(newest, 0));

        Expect.Served(reply, channel);
        Assert.Equal(newest, TokenIn(reply, channel));
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_token_older_by_two_needs_a_proof_with_a_nonce(Channel channel)
    {
        using var client = await RefreshedAndConfirmedAsync(channel, bound: true);
        await client.RefreshAsync();
        var newest = client.RefreshToken!;
        var restored = _server.Forge(newest, 0);

        Expect.NonceAsked(await client.RefreshAsync(restored));
        var reply = await client.RefreshAsync(restored);

        Expect.Served(reply, channel);
        Assert.Equal(newest, TokenIn(reply, channel));
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_bound_session_without_proof_is_held_and_goes_on(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: true);
        using var thief = client.Copy();

        Expect.SignInRequired(await thief.RefreshAsync(), "held");
        Expect.Served(await client.RefreshAsync(), channel);
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_bound_session_with_another_key_is_held_and_goes_on(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: true);
        using var thief = client.Copy();
        thief.Key = new ProofKey();

        Expect.SignInRequired(await thief.RefreshAsync(), "held");
        Expect.Served(await client.RefreshAsync(), channel);
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_key_that_was_lost_is_replaced_after_a_day_and_its_return_ends_the_session(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: true, remember: true);
        var lostKey = client.Key;
        client.Key = new ProofKey();
        _server.Clock.Advance(TimeSpan.FromHours(23));
        Expect.SignInRequired(await client.RefreshAsync(), "held");
        _server.Clock.Advance(TimeSpan.FromHours(1));

        Expect.Served(await client.RefreshAsync(), channel);
        client.Key = lostKey;
        Expect.SignInRequired(await client.RefreshAsync(), "binding_conflict");
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task The_previous_token_from_another_device_is_held(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: false);
        using var other = client.Copy();
        other.UserAgent = The.Chrome;
        await client.RefreshAsync();

        Expect.SignInRequired(await other.RefreshAsync(), "held");
        Expect.Served(await client.RefreshAsync(), channel);
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_generation_that_was_never_issued_ends_an_unbound_session(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: false);

        Expect.SignInRequired(
            await client.RefreshAsync(_server.Forge(client.RefreshToken!, 7)), "forged_generation");
    }

    [Theory, MemberData(nameof(EveryChannel))]
    public async Task A_client_that_is_ahead_and_proves_its_key_is_followed(Channel channel)
    {
        using var client = await SignedInAsync(channel, bound: true);

        Expect.Served(await client.RefreshAsync(_server.Forge(client.RefreshToken!, 7)), channel);
        Assert.Equal(8, _server.GenerationOf(client.RefreshToken!));
    }

    [Theory, MemberData(nameof(EveryKind))]
    public async Task Another_session_than_expected_is_left_alone(Channel channel, bool bound)
    {
        using var client = await SignedInAsync(channel, bound);
        using var request = client.Request(HttpMethod.Post, "/api/v1/auth/refresh");
        request.Headers.Add("X-Tidelock-Session", new SessionId(1).ToString());
        if (channel == Channel.Body)
        {
            request.Content = new StringContent(
                $$"""{"refreshToken":"{{client.RefreshToken}}"}""", null, "application/json");
        }

        Expect.Refused(await client.SendAsync(request), HttpStatusCode.Conflict, "session-mismatch");
        Expect.Served(await client.RefreshAsync(), channel);
    }

    [Fact]
    public async Task A_cookie_session_never_answers_in_a_body()
    {
        using var browser = await SignedInAsync(Channel.Cookie, bound: false);
        using var native = new Client(_server, Channel.Body) { Stored = browser.RefreshToken };

        Expect.SignInRequired(await native.RefreshAsync(), "held");
    }

    [Fact]
    public async Task A_body_session_never_answers_with_a_cookie()
    {
        using var native = await SignedInAsync(Channel.Body, bound: false);
        using var browser = new Client(_server);

        Expect.SignInRequired(await browser.RefreshAsync(native.RefreshToken), "held");
    }

    private static string? TokenIn(Reply reply, Channel channel) =>
        channel == Channel.Body ? reply.Json?["refreshToken"]?.GetValue<string>() : reply.RefreshCookie;

    private async Task<Client> SignedInAsync(Channel channel, bool bound, bool remember = false)
    {
        var client = new Client(_server, channel, bound);
        Expect.Served(await client.SignInAsync(remember: remember), channel);
        return client;
    }

    private async Task<Client> RefreshedAndConfirmedAsync(Channel channel, bool bound)
    {
        var client = await SignedInAsync(channel, bound);
        Expect.Served(await client.RefreshAsync(), channel);
        await client.ConfirmAsync();
        return client;
    }
}
