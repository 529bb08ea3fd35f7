using System.Net;
using Tidelock.Events;
using Tidelock.Server.Passwords;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Passwords;

public sealed class SignInTests
{
    /// <summary>Work is counted, not time: a clock would only measure the neighbours.</summary>
    [Theory]
    [InlineData(The.User, "wrong")]
    [InlineData("nobody", The.Password)]
    [InlineData("no name \u0007 at all", The.Password)]
    [InlineData("without-password", The.Password)]
    public async Task A_refused_sign_in_costs_one_hash_whoever_is_named(string name, string password)
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddUserAsync("without-password", password: null);
        using var client = new Client(server);
        var before = server.Get<PasswordHashing>().Performed;

        var reply = await client.SignInAsync(name, password);

        Expect.Refused(reply, HttpStatusCode.Unauthorized, "invalid-credentials");
        Assert.Equal(before + 1, server.Get<PasswordHashing>().Performed);
        var failed = Assert.Single(
            await server.EventsAsync(), stored => stored.Draft.Kind == EventCatalogue.SignInFailed);
        Assert.Equal(Outcome.Refused, failed.Draft.Outcome);
    }

    /// <summary>The cost was raised since a password was set. Rounds are counted, as above.</summary>
    [Fact]
    public async Task A_wrong_password_costs_the_same_whatever_cost_is_stored()
    {
        using var before = new PasswordHashing(
            PasswordPolicy.From(new()) with { Iterations = 300 }, new SystemRandomSource(), TimeProvider.System);
        using var now = new PasswordHashing(
            PasswordPolicy.From(new()) with { Iterations = 1000 }, new SystemRandomSource(), TimeProvider.System);
        var older = await before.HashAsync(The.Password, CancellationToken.None);
        var newer = await now.HashAsync(The.Password, CancellationToken.None);
        foreach (var stored in new[] { null, older, newer, new PasswordHash("AAAA"), new PasswordHash("") })
        {
            var rounds = now.RoundsPerformed;

            Assert.Equal(PasswordCheck.Wrong, await now.CheckAsync(stored, "wrong", CancellationToken.None));

            Assert.Equal(1000, now.RoundsPerformed - rounds);
        }
    }

    [Fact]
    public async Task A_disabled_user_learns_so_only_with_the_right_password()
    {
        await using var server = await RunningServer.StartAsync();
        var user = await server.AddUserAsync("carol", The.Password);
        await server.Database.Users.SetDisabledAsync(
            user, The.Moment, new() { At = The.Moment, Kind = EventCatalogue.UserDisabled, Actor = Actor.System },
            CancellationToken.None);
        using var client = new Client(server);

        Expect.Refused(
            await client.SignInAsync("carol", "wrong"), HttpStatusCode.Unauthorized, "invalid-credentials");
        Expect.Refused(await client.SignInAsync("carol"), HttpStatusCode.Forbidden, "account-disabled");
    }

    [Fact]
    public async Task Names_are_matched_without_regard_to_case()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new Client(server);

        Expect.Served(await client.SignInAsync(" ALICE "), Channel.Cookie);
    }

    [Fact]
    public async Task A_full_session_list_refuses_where_it_is_told_to()
    {
        await using var server = await RunningServer.StartAsync(
            ServerSetup.With(("Sessions:MaxPerUser", "1"), ("Sessions:AtLimit", "RefuseSignIn")));
        using var client = new Client(server);
        using var other = new Client(server);
        await client.SignInAsync();

        Expect.Refused(await other.SignInAsync(), HttpStatusCode.Conflict, "session-limit");
    }

    [Fact]
    public async Task A_password_stored_at_a_lower_cost_is_hashed_anew_at_the_next_sign_in()
    {
        await using var server = await RunningServer.StartAsync();
        using var stronger = new PasswordHashing(
            PasswordPolicy.From(new()) with { Iterations = 2 }, new SystemRandomSource(), TimeProvider.System);
        var name = Tests.Users.LoginNames.Of(The.User);
        var stored = (await server.Database.Users.FindAsync(name, CancellationToken.None))!.Password!.Value;

        Assert.Equal(
            PasswordCheck.RightButWeak, await stronger.CheckAsync(stored, The.Password, CancellationToken.None));
        var next = await stronger.HashAsync(The.Password, CancellationToken.None);
        Assert.Equal(
            PasswordCheck.Right, await stronger.CheckAsync(next, The.Password, CancellationToken.None));
    }

    [Theory]
    [InlineData("short1!")]
    [InlineData("password123")]
    [InlineData("PASSWORD123")]
    [InlineData("alicealice@example.com")]
    [InlineData("alicealice")]
    [InlineData("line\nbreak in it")]
    public void A_weak_password_is_refused(string password) => Assert.NotEmpty(
        new PasswordRules(PasswordPolicy.From(new())).Check(password, "alicealice", "alicealice@example.com"));

    [Theory]
    [InlineData("a long tide of words")]
    [InlineData("Tr0ub4dor&3")]
    [InlineData("пароль из моря")]
    public void A_good_password_is_accepted(string password) => Assert.Empty(
        new PasswordRules(PasswordPolicy.From(new())).Check(password, "alicealice", null));
}
