using System.Net;
using Tidelock.Events;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>The device token of native clients: what it gives to its owner, and what to a thief.</summary>
public sealed class NativeDeviceTests : IAsyncLifetime
{
    private const string Elsewhere = "127.0.0.2";
    private const int Failures = 10;
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Guessing_from_elsewhere_never_locks_a_user_out_of_a_known_native_client()
    {
        using var known = await SignedInAsync();
        using var guesser = new Client(_server, Channel.Body, from: Elsewhere);
        await UseUpAsync(guesser);

        Expect.Refused(await guesser.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        using var stranger = new Client(_server, Channel.Body);
        Expect.Refused(await stranger.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        Expect.Served(await known.SignInAsync(), Channel.Body);
    }

    [Fact]
    public async Task A_stolen_device_token_signs_nobody_in_and_gives_no_more_tries_than_a_devices_own()
    {
        using var victim = await SignedInAsync();
        using var thief = new Client(_server, Channel.Body, from: Elsewhere) { DeviceToken = victim.DeviceToken };

        await UseUpAsync(thief);

        Expect.Refused(await thief.SignInAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        using var other = new Client(_server, Channel.Body);
        Expect.Served(await other.SignInAsync(), Channel.Body);
    }

    [Fact]
    public async Task A_device_is_known_to_those_only_who_signed_in_on_it()
    {
        await _server.AddUserAsync(The.OtherUser, The.Password);
        using var client = await SignedInAsync();
        using var guesser = new Client(_server, Channel.Body, from: Elsewhere);
        await UseUpAsync(guesser, The.OtherUser);

        Expect.Refused(await client.SignInAsync(The.OtherUser), HttpStatusCode.TooManyRequests, "rate-limited");
        Expect.Served(await client.SignInAsync(), Channel.Body);
    }

    [Fact]
    public async Task The_device_of_a_session_is_its_instance_id_with_and_without_a_device_token()
    {
        using var client = await SignedInAsync();
        var first = await _server.SessionOfAsync(client.RefreshToken!);
        Expect.Served(await client.SignInAsync(), Channel.Body);
        var second = await _server.SessionOfAsync(client.RefreshToken!);
        Expect.Served(await client.RefreshAsync(), Channel.Body);
        var refreshed = await _server.SessionOfAsync(client.RefreshToken!);

        var expected = DeviceContext.Of(client.InstanceId, UserAgentNames.Of(client.UserAgent).Family);
        Assert.All(
            [first, second, refreshed],
            session => Assert.Equal((expected, expected), (session.SignInDevice, session.Device)));
        Assert.DoesNotContain(
            await _server.EventsAsync(), stored => stored.Draft.Kind == EventCatalogue.DeviceChanged);
    }

    [Fact]
    public async Task A_device_token_beside_a_stolen_refresh_token_stands_for_no_instance_id()
    {
        using var victim = await SignedInAsync();
        var token = victim.RefreshToken!;
        await victim.RefreshAndLoseAnswerAsync(token);
        Assert.True(DeviceToken.TryRead(victim.DeviceToken, _server.Ring, out var device));
        using var thief = victim.Copy(from: Elsewhere);
        foreach (var instance in new[] { "instance-of-a-thief", device!.DeviceId })
        {
            thief.InstanceId = instance;
            Expect.SignInRequired(await thief.RefreshAndLoseAnswerAsync(token), "held");
        }

        Expect.Served(await victim.RefreshAsync(token), Channel.Body);
    }

    [Fact]
    public async Task A_device_token_is_given_at_sign_in_only_and_names_the_same_device_again()
    {
        using var client = await SignedInAsync();
        var first = client.DeviceToken;
        Assert.StartsWith("tld_", first, StringComparison.Ordinal);
        Assert.Null((await client.RefreshAsync()).Json!["deviceToken"]);
        Assert.Null((await client.ChangePasswordAsync(The.Password, The.Password + "!")).Json!["deviceToken"]);

        Expect.Served(await client.SignInAsync(password: The.Password + "!"), Channel.Body);

        Assert.Equal(IdOf(first), IdOf(client.DeviceToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tld_")]
    [InlineData("garbage")]
    [InlineData("tld_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_device_token_that_is_not_ours_keeps_nobody_from_signing_in(string token)
    {
        using var client = new Client(_server, Channel.Body) { DeviceToken = token };

        Expect.Served(await client.SignInAsync(), Channel.Body);

        Assert.NotEqual(token, client.DeviceToken);
    }

    [Fact]
    public async Task A_device_token_that_is_far_too_long_is_none()
    {
        using var client = new Client(_server, Channel.Body) { DeviceToken = "tld_" + new string('A', 10_000) };

        Expect.Served(await client.SignInAsync(), Channel.Body);
    }

    private async Task<Client> SignedInAsync()
    {
        var client = new Client(_server, Channel.Body);
        Expect.Served(await client.SignInAsync(), Channel.Body);
        return client;
    }

    private static async Task UseUpAsync(Client guesser, string name = The.User)
    {
        for (var guess = 0; guess < Failures; guess++)
        {
            Expect.Refused(
                await guesser.SignInAsync(name, $"guess {guess}"), HttpStatusCode.Unauthorized,
                "invalid-credentials");
        }
    }

    private string IdOf(string? text) =>
        DeviceToken.TryRead(text, _server.Ring, out var device)
            ? device!.DeviceId
            : throw new FormatException("This is no device token.");
}
