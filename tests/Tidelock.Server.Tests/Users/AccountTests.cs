using System.Net;
using System.Text.Json.Nodes;
using Tidelock.Events;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;

namespace Tidelock.Server.Tests.Users;

/// <summary>What people do with their own account.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private const string NewPassword = "another tide of words";
    private RunningServer _server = null!;
    private Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        _client = new(_server);
        await _client.SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_user_sees_who_is_signed_in()
    {
        var me = (await _client.GetAsync("/api/v1/auth/me")).Json!;

        Assert.Equal(The.User, me["name"]!.GetValue<string>());
        Assert.StartsWith("usr_", me["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("cookie", me["session"]!["channel"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_user_lists_the_own_sessions_and_ends_another()
    {
        using var phone = new Client(_server, Channel.Body) { UserAgent = The.Chrome };
        await phone.SignInAsync();
        var sessions = (await _client.GetAsync("/api/v1/auth/tokens")).Json!["sessions"]!.AsArray();
        var other = sessions.Single(session => !session!["current"]!.GetValue<bool>())!;
        var id = other["id"]!.GetValue<string>();

        Assert.Equal(("Chrome", "Windows"), (other["browser"]!.GetValue<string>(), other["os"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"/api/v1/auth/tokens/{id}")).Status);
        Expect.SignInRequired(await phone.RefreshAsync(), "signed_out_elsewhere");
        Expect.Refused(
            await _client.DeleteAsync($"/api/v1/auth/tokens/{id}"), HttpStatusCode.NotFound, "not-found");
        var listed = (await _client.GetAsync("/api/v1/auth/tokens")).Json!["sessions"]!.AsArray();
        Assert.Equal("signed_out_elsewhere", listed[1]!["endReason"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_ends_the_sessions_of_others()
    {
        await _server.AddUserAsync(The.OtherUser, The.Password);
        using var other = new Client(_server);
        await other.SignInAsync(The.OtherUser);
        var id = (await _server.SessionOfAsync(_client.RefreshToken!)).Id;

        Expect.Refused(
            await other.DeleteAsync($"/api/v1/auth/tokens/{id}"), HttpStatusCode.NotFound, "not-found");
        Expect.Served(await _client.RefreshAsync(), Channel.Cookie);
    }

    [Fact]
    public async Task Signing_out_elsewhere_keeps_this_session_and_everywhere_keeps_none()
    {
        using var second = new Client(_server);
        using var third = new Client(_server);
        await second.SignInAsync();
        await third.SignInAsync();

        Assert.Equal(2, (await _client.PostAsync("/api/v1/auth/logout-others")).Json!["ended"]!.GetValue<int>());
        Expect.SignInRequired(await second.RefreshAsync(), "signed_out_elsewhere");
        Expect.Served(await _client.RefreshAsync(), Channel.Cookie);
        var everywhere = await _client.PostAsync("/api/v1/auth/logout-all");
        Assert.Equal(1, everywhere.Json!["ended"]!.GetValue<int>());
        Assert.True(everywhere.SetCookies.Single().IsCleared);
        Expect.SignInRequired(await _client.RefreshAsync(), "signed_out_everywhere");
    }

    [Fact]
    public async Task Sign_out_takes_any_token_of_the_session_and_is_idempotent()
    {
        var first = _client.RefreshToken!;
        await _client.RefreshAsync();
        await _client.ConfirmAsync();

        for (var time = 0; time < 2; time++)
        {
            var reply = await _client.SignOutAsync(first);
            Assert.Equal(HttpStatusCode.NoContent, reply.Status);
            Assert.True(reply.SetCookies.Single().IsCleared);
        }

        Assert.Equal(EndReason.SignedOut, (await _server.SessionOfAsync(first)).EndReason);
    }

    [Theory]
    [InlineData(Channel.Cookie, false)]
    [InlineData(Channel.Cookie, true)]
    [InlineData(Channel.Body, false)]
    [InlineData(Channel.Body, true)]
    public async Task Whoever_copied_the_session_is_out_once_its_holder_changed_the_password(
        Channel channel, bool bound)
    {
        using var holder = new Client(_server, channel, bound);
        await holder.SignInAsync();
        var copied = holder.RefreshToken;

        var done = await holder.ChangePasswordAsync(The.Password, NewPassword);

        Expect.Served(done, channel);
        Assert.Equal(2, done.Json!["ended"]!.GetValue<int>());
        Assert.Equal(bound, done.Json!["session"]!["bound"]!.GetValue<bool>());
        Expect.SignInRequired(await holder.RefreshAndLoseAnswerAsync(copied), "password_changed");
        Expect.Served(await holder.RefreshAsync(), channel);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions()
    {
        using var other = new Client(_server);
        await other.SignInAsync();

        var wrong = await _client.ChangePasswordAsync("not the password", NewPassword);
        var weak = await _client.ChangePasswordAsync(The.Password, "password123");
        var done = await _client.ChangePasswordAsync(The.Password, NewPassword);

        Expect.Refused(wrong, HttpStatusCode.Unauthorized, "invalid-credentials");
        Expect.Refused(weak, HttpStatusCode.BadRequest, "weak-password");
        Assert.Equal(2, done.Json!["ended"]!.GetValue<int>());
        Expect.SignInRequired(await other.RefreshAsync(), "password_changed");
        Expect.Served(await _client.RefreshAsync(), Channel.Cookie);
        Expect.Refused(await other.SignInAsync(), HttpStatusCode.Unauthorized, "invalid-credentials");
        Expect.Served(await other.SignInAsync(password: NewPassword), Channel.Cookie);
    }

    [Fact]
    public async Task A_password_is_changed_from_a_session_of_a_time_when_binding_was_not_required()
    {
        await _server.RestartAsync(ServerSetup.WithoutLimits(("Binding:Mode", "Required")));

        Expect.SignInRequired(await _client.ChangePasswordAsync(The.Password, NewPassword), "password_changed");

        using var bound = new Client(_server, bound: true);
        Expect.Refused(await bound.SignInAsync(), HttpStatusCode.Unauthorized, "invalid-credentials");
        Expect.Served(await bound.SignInAsync(password: NewPassword), Channel.Cookie);
    }

    [Fact]
    public async Task A_link_sets_a_password_once()
    {
        var user = (await _server.SessionOfAsync(_client.RefreshToken!)).User;
        var link = await _server.Get<IssueLink>().ForPasswordAsync(
            user, new(Actor.LocalOperator), CancellationToken.None);
        var token = link!.Url.Fragment.TrimStart('#');

        Expect.Refused(await ResetAsync(token, "password123"), HttpStatusCode.BadRequest, "weak-password");
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(token, NewPassword)).Status);
        Expect.Refused(await ResetAsync(token, NewPassword), HttpStatusCode.Gone, "link-invalid");
        Expect.SignInRequired(await _client.RefreshAsync(), "password_reset");
        Expect.Served(await _client.SignInAsync(password: NewPassword), Channel.Cookie);
    }

    [Fact]
    public async Task A_link_that_was_never_made_is_worth_nothing() => Expect.Refused(
        await ResetAsync("AAAA", NewPassword), HttpStatusCode.Gone, "link-invalid");

    [Fact]
    public async Task An_own_event_ends_the_wait_for_it()
    {
        await _server.EventsAsync();
        var before = (await _client.GetAsync("/api/v1/auth/events?limit=200")).Json!;
        var cursor = before["cursor"]!.GetValue<long>();
        Assert.Contains(
            before["events"]!.AsArray(), stored => stored!["kind"]!.GetValue<string>() == "session.started");

        var waiting = _client.GetAsync($"/api/v1/auth/events?after={cursor}&wait=25");
        using var other = new Client(_server);
        await other.SignInAsync();
        await _server.EventsAsync();
        var after = (await waiting).Json!;

        Assert.NotEmpty(after["events"]!.AsArray());
        Assert.True(after["cursor"]!.GetValue<long>() > cursor);
    }

    [Fact]
    public async Task Who_waits_for_events_in_an_ended_session_is_told()
    {
        await _server.EventsAsync();
        var cursor = (await _client.GetAsync("/api/v1/auth/events?limit=200")).Json!["cursor"]!.GetValue<long>();
        var waiting = _client.GetAsync($"/api/v1/auth/events?after={cursor}&wait=25");
        await _client.SignOutAsync();
        await _server.EventsAsync();

        Expect.SignInRequired(await waiting, "signed_out");
    }

    [Fact]
    public async Task Without_an_audit_log_everything_works_and_nothing_is_written_down()
    {
        await using var server = await RunningServer.StartAsync(ServerSetup.With(("Events:Audit", "false")));
        using var client = new Client(server);
        await client.SignInAsync();
        await client.SignInAsync(password: "wrong");
        await client.SignOutAsync();

        // The schema was made before the server knew.
        Assert.All(await server.EventsAsync(), stored => Assert.Equal(EventCatalogue.StoreMigrated, stored.Draft.Kind));
    }

    [Theory, InlineData("after=x", "after"), InlineData("limit=201", "limit"), InlineData("wait=26", "wait")]
    public async Task A_wrong_question_for_events_is_named(string query, string field) => Assert.NotNull(
        (await _client.GetAsync($"/api/v1/auth/events?{query}")).Json!["errors"]![field]);

    private Task<Reply> ResetAsync(string token, string password) => _client.PostAsync(
        "/api/v1/auth/password/reset", new JsonObject { ["token"] = token, ["newPassword"] = password });
}
