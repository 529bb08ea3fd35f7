using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Http;

/// <summary>Every 401 says what to come with (RFC 9110 §15.5.2), by a scheme that fits and opens no prompt.</summary>
public sealed class ChallengeTests : IAsyncLifetime
{
    private const string SignIn = "Tidelock";
    private const string Token = "Bearer realm=\"tidelock\"";
    private const string OtherToken = "Bearer error=\"invalid_token\"";
    private const string Nonce = "DPoP error=\"use_dpop_nonce\"";

    /// <summary>Schemes for which browsers ask the person for a password in a window of their own.</summary>
    private static readonly string[] Prompting = ["Basic", "Digest", "NTLM", "Negotiate"];

    private RunningServer _server = null!;
    private CountingSessionStore _store = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(
        new ServerSetup { Sessions = inner => _store = new(inner) }.RaiseLimits());

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("wrong password", "invalid-credentials", SignIn)]
    [InlineData("unknown user", "invalid-credentials", SignIn)]
    [InlineData("stale clock", "use-dpop-nonce", Nonce)]
    [InlineData("refresh without a token", "sign-in-required", SignIn)]
    [InlineData("refresh of garbage", "sign-in-required", SignIn)]
    [InlineData("refresh of an ended session", "sign-in-required", SignIn)]
    [InlineData("refresh that is held", "sign-in-required", SignIn)]
    [InlineData("sign-out of garbage", "sign-in-required", SignIn)]
    [InlineData("wrong current password", "invalid-credentials", SignIn)]
    [InlineData("no access token", "invalid-access-token", Token)]
    [InlineData("bad access token", "invalid-access-token", OtherToken)]
    [InlineData("access token of an ended session", "sign-in-required", OtherToken)]
    [InlineData("session that ended while waiting", "sign-in-required", OtherToken)]
    [InlineData("administration without a token", "invalid-access-token", Token)]
    [InlineData("administration with an ended session", "sign-in-required", OtherToken)]
    public async Task A_401_says_what_to_come_with(string what, string problem, string challenge)
    {
        using var client = new Client(_server, Channel.Body);
        await client.SignInAsync();

        var reply = await AskAsync(what, client);

        Assert.Equal((HttpStatusCode.Unauthorized, problem), (reply.Status, reply.Problem));
        Assert.Equal(challenge, reply.Header("WWW-Authenticate"));
    }

    [Fact]
    public void Every_problem_of_status_401_and_no_other_has_a_challenge() => Assert.All(
        ProblemType.All(),
        type => Assert.Equal(type.Status == 401, type.Challenge is not null));

    [Theory]
    [InlineData(SignIn)]
    [InlineData(Token)]
    [InlineData(OtherToken)]
    [InlineData(Nonce)]
    public void No_challenge_opens_a_prompt(string challenge)
    {
        var parsed = AuthenticationHeaderValue.Parse(challenge);

        Assert.DoesNotContain(parsed.Scheme, Prompting, StringComparer.OrdinalIgnoreCase);
    }

    private Task<Reply> AskAsync(string what, Client client) => what switch
    {
        "wrong password" => client.SignInAsync(password: "wrong"),
        "unknown user" => client.SignInAsync("nobody"),
        "stale clock" => SignInLateAsync(client),
        "refresh without a token" => RefreshByCookieAsync(token: null),
        "refresh of garbage" => client.RefreshAsync("garbage"),
        "refresh of an ended session" => AfterSignOutAsync(client, () => client.RefreshAsync()),
        "refresh that is held" => RefreshByCookieAsync(client.RefreshToken),
        "sign-out of garbage" => client.SignOutAsync("garbage"),
        "wrong current password" => client.ChangePasswordAsync("wrong", "another tide of words"),
        "no access token" => WithTokenAsync(client, null, "/api/v1/auth/me"),
        "bad access token" => WithTokenAsync(client, "nonsense", "/api/v1/auth/me"),
        "access token of an ended session" => AfterSignOutAsync(client, () => client.GetAsync("/api/v1/auth/me")),
        "session that ended while waiting" => EndWhileWaitingAsync(client),
        "administration without a token" => WithTokenAsync(client, null, "/api/v1/admin/users"),
        _ => AfterSignOutAsync(client, () => client.GetAsync("/api/v1/admin/users")),
    };

    private async Task<Reply> SignInLateAsync(Client client)
    {
        using var key = new ProofKey();
        const string Path = "/api/v1/auth/login";
        using var request = client.Request(HttpMethod.Post, Path);
        request.Headers.Add(
            "DPoP", key.Proof("POST", The.PublicUrl + Path, _server.Clock.GetUtcNow() - TimeSpan.FromDays(1)));
        var body = new JsonObject { ["username"] = The.User, ["password"] = The.Password, ["mode"] = "body" };
        request.Content = new StringContent(body.ToJsonString(), null, "application/json");
        return await client.SendAsync(request);
    }

    /// <summary>A token of a native client's session, shown in a cookie: held.</summary>
    private async Task<Reply> RefreshByCookieAsync(string? token)
    {
        using var browser = new Client(_server);
        return await browser.RefreshAsync(token);
    }

    private static async Task<Reply> AfterSignOutAsync(Client client, Func<Task<Reply>> ask)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await client.SignOutAsync()).Status);
        return await ask();
    }

    private static async Task<Reply> WithTokenAsync(Client client, string? token, string path)
    {
        client.AccessToken = token;
        return await client.GetAsync(path);
    }

    private async Task<Reply> EndWhileWaitingAsync(Client client)
    {
        var cursor = (await _server.EventsAsync())[^1].Position;
        var session = await _server.SessionOfAsync(client.RefreshToken!);
        var calls = _store.Calls;
        var waiting = client.GetAsync($"/api/v1/auth/events?after={cursor}&wait=25");

        // Its access token was good: the session was asked for while it lived.
        await Eventually.HoldsAsync(() => Task.FromResult(_store.Calls > calls));
        await _server.Get<EndSessions>().ExecuteAsync(
            new EndScope.ById(session.Id, null), EndReason.EndedByOperator, new(Actor.LocalOperator),
            CancellationToken.None);
        await _server.EventsAsync();
        return await waiting;
    }
}
