using System.Net;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Sessions;

/// <summary>
/// A page of one user is still open in a browser whose cookie is another user's: two signed in at the same time.
/// </summary>
public sealed class SharedBrowserTests : IAsyncLifetime
{
    private const string NewPassword = "another tide of words";
    private RunningServer _server = null!;
    private Client _page = null!;
    private Client _other = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        await _server.AddUserAsync(The.OtherUser, The.Password);
        _page = new(_server);
        await _page.SignInAsync();
        _other = new(_server);
        await _other.SignInAsync(The.OtherUser);
    }

    public async ValueTask DisposeAsync()
    {
        _other.Dispose();
        _page.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Signing_out_everywhere_leaves_another_users_cookie()
    {
        var own = _page.RefreshToken!;
        _page.RefreshToken = _other.RefreshToken;

        var reply = await _page.PostAsync("/api/v1/auth/logout-all");

        Assert.Equal((HttpStatusCode.OK, 1), (reply.Status, reply.Json!["ended"]!.GetValue<int>()));
        Assert.Empty(reply.SetCookies);
        Assert.Equal(EndReason.SignedOutEverywhere, (await _server.SessionOfAsync(own)).EndReason);
        Expect.Served(await _other.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task Signing_out_everywhere_clears_the_cookie_of_another_own_session()
    {
        using var second = new Client(_server);
        await second.SignInAsync();
        _page.RefreshToken = second.RefreshToken;

        var reply = await _page.PostAsync("/api/v1/auth/logout-all");

        Assert.True(reply.SetCookies.Single().IsCleared);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Signing_out_everywhere_clears_a_cookie_that_holds_nothing_live(bool isOver)
    {
        _page.RefreshToken = isOver ? _other.RefreshToken : "nonsense";
        await _other.SignOutAsync();

        var reply = await _page.PostAsync("/api/v1/auth/logout-all");

        Assert.True(reply.SetCookies.Single().IsCleared);
    }

    [Fact]
    public async Task A_new_password_ends_the_session_whose_cookie_it_replaces()
    {
        var overwritten = _other.RefreshToken!;
        _page.RefreshToken = overwritten;

        var reply = await _page.ChangePasswordAsync(The.Password, NewPassword);

        Expect.Served(reply, Channel.Cookie);
        Assert.Equal(1, reply.Json!["ended"]!.GetValue<int>());
        Assert.Equal(EndReason.ReplacedBySignIn, (await _server.SessionOfAsync(overwritten)).EndReason);
        Expect.Served(await _page.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task A_wrong_password_ends_nobodys_session()
    {
        _page.RefreshToken = _other.RefreshToken;

        var reply = await _page.ChangePasswordAsync("not the password", NewPassword);

        Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-credentials");
        Expect.Served(await _other.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task A_new_password_of_a_native_client_leaves_the_cookie_beside_it_alone()
    {
        using var native = new Client(_server, Channel.Body);
        await native.SignInAsync();
        using var request = native.Request(HttpMethod.Post, "/api/v1/auth/password");
        request.Headers.Add("Cookie", $"{The.Cookie}={_other.RefreshToken}");
        request.Content = new StringContent(
            $$"""{"currentPassword":"{{The.Password}}","newPassword":"{{NewPassword}}"}""", null, "application/json");

        Expect.Served(await native.SendAsync(request), Channel.Body);

        Expect.Served(await _other.RefreshAsync(), Channel.Cookie);
    }
}
