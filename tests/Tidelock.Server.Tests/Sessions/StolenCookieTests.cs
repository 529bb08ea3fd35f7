using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>A cookie that was copied without the key, with and without the device cookie, here and elsewhere.</summary>
public sealed class StolenCookieTests
{
    private const string Here = "127.0.0.1";
    private const string Elsewhere = "127.0.0.2";

    public static TheoryData<string, bool, string, bool> EveryTheft()
    {
        var data = new TheoryData<string, bool, string, bool>();
        foreach (var mode in new[] { "Required", "Preferred" })
        {
            foreach (var from in new[] { Here, Elsewhere })
            {
                data.Add(mode, true, from, false);
                data.Add(mode, false, from, false);
                data.Add(mode, true, from, true);
                data.Add(mode, false, from, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(EveryTheft))]
    public async Task A_cookie_without_its_key_gives_nothing(
        string mode, bool withDevice, string from, bool withOwnKey)
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits(("Binding:Mode", mode)));
        using var victim = await SignedInAsync(server);
        using var thief = Thief(victim, withDevice, from, withOwnKey);

        Expect.SignInRequired(await thief.RefreshAsync(), "held");
        Expect.Served(await victim.RefreshAsync(), Channel.Cookie);
        Expect.SignInRequired(await thief.RefreshAsync(server.Forge(victim.RefreshToken!, 0)), "held");
        Expect.Served(await victim.RefreshAsync(), Channel.Cookie);
    }

    [Theory]
    [InlineData("Required", true, Here, false)]
    [InlineData("Required", true, Elsewhere, false)]
    [InlineData("Required", false, Here, false)]
    [InlineData("Preferred", false, Here, false)]
    [InlineData("Preferred", false, Elsewhere, false)]
    [InlineData("Preferred", true, Here, true)]
    [InlineData("Preferred", true, Elsewhere, true)]
    public async Task Only_the_newest_token_with_its_device_binds_anew_after_a_day(
        string mode, bool withDevice, string from, bool served)
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits(("Binding:Mode", mode)));
        using var victim = await SignedInAsync(server);
        using var thief = Thief(victim, withDevice, from, withOwnKey: true);
        server.Clock.Advance(TimeSpan.FromHours(24));

        var reply = await thief.RefreshAsync();

        if (served)
        {
            Expect.Served(reply, Channel.Cookie);
            Expect.SignInRequired(await victim.RefreshAsync(), "binding_conflict");
        }
        else
        {
            Expect.SignInRequired(reply, "held");
            Expect.Served(await victim.RefreshAsync(), Channel.Cookie);
        }
    }

    [Fact]
    public async Task Sign_in_without_a_proof_is_refused_where_binding_is_required()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Binding:Mode", "Required")));
        using var client = new Client(server);

        Expect.Refused(await client.SignInAsync(), HttpStatusCode.BadRequest, "dpop-required");
    }

    [Fact]
    public async Task A_thief_can_not_use_up_the_owners_share()
    {
        await using var server = await RunningServer.StartAsync();
        using var victim = await SignedInAsync(server);
        using var thief = Thief(victim, withDevice: true, Elsewhere, withOwnKey: false);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var reply = await thief.RefreshAsync();
            Assert.Contains(reply.Problem, new[] { "sign-in-required", "rate-limited" });
        }

        Expect.Refused(await thief.RefreshAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
        Expect.Served(await victim.RefreshAsync(), Channel.Cookie);
    }

    private static async Task<Client> SignedInAsync(RunningServer server)
    {
        var client = new Client(server, bound: true);
        Expect.Served(await client.SignInAsync(remember: true), Channel.Cookie);
        return client;
    }

    private static Client Thief(Client victim, bool withDevice, string from, bool withOwnKey)
    {
        var thief = victim.Copy(from: from);
        thief.Key = withOwnKey ? new ProofKey() : null;
        if (!withDevice)
        {
            thief.Cookies.Remove(The.DeviceCookie);
        }

        return thief;
    }
}
