using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Administration;

/// <summary>Who may administer: the table of every endpoint that is mapped, tried by everybody who may not.</summary>
public sealed class AdministrationAccessTests
{
    private const string Administrator = "root";

    // Somebody on the machine makes these, by the socket; a signed-in administrator is not on the machine.
    private static readonly string[] SocketOnly = ["POST /backup", "POST /first-administrator-link"];

    [Fact]
    public async Task Nobody_but_an_administrator_gets_in_anywhere()
    {
        await using var server = await StartAsync();
        using var anonymous = new Client(server, Channel.Body);
        using var user = await SignInAsync(server, The.User);
        using var ended = await SignInAsync(server, Administrator);
        Assert.Equal(HttpStatusCode.NoContent, (await ended.SignOutAsync()).Status);
        using var garbage = new Client(server, Channel.Body) { AccessToken = "nonsense" };

        var endpoints = Endpoints(server);
        Assert.True(endpoints.Count > 20);
        foreach (var (method, path) in endpoints)
        {
            await ExpectAsync(anonymous, method, path, HttpStatusCode.Unauthorized, "invalid-access-token");
            await ExpectAsync(garbage, method, path, HttpStatusCode.Unauthorized, "invalid-access-token");
            await ExpectAsync(user, method, path, HttpStatusCode.Forbidden, "forbidden");
            await ExpectAsync(ended, method, path, HttpStatusCode.Unauthorized, "sign-in-required");
        }
    }

    [Fact]
    public async Task An_administrator_gets_in_everywhere_but_where_the_socket_is_asked_for()
    {
        await using var server = await StartAsync();
        using var administrator = await SignInAsync(server, Administrator);
        foreach (var (method, path) in Endpoints(server))
        {
            var reply = await administrator.SendAsync(new HttpMethod(method), AdministrationModule.Prefix + path);
            var expected = SocketOnly.Contains($"{method} {path}", StringComparer.Ordinal);
            Assert.True(reply.Status != HttpStatusCode.Unauthorized, $"{method} {path}: {reply.Status}");
            Assert.True(expected == (reply.Status == HttpStatusCode.Forbidden), $"{method} {path}: {reply.Status}");
            Assert.True((int)reply.Status < 500, $"{method} {path}: {reply.Status}");
        }
    }

    [Fact]
    public async Task A_role_that_was_taken_away_is_gone_at_once()
    {
        await using var server = await StartAsync();
        using var administrator = await SignInAsync(server, Administrator);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync($"{AdministrationModule.Prefix}/users")).Status);
        await server.AddUserAsync("deputy", The.Password, User.AdministratorRole);

        var id = (await server.Database.Users.ListAsync(null, 10, CancellationToken.None))
            .Single(user => user.Name == Administrator).Id;
        var told = new EventDraft
        {
            At = server.Clock.GetUtcNow(),
            Kind = EventCatalogue.UserRolesChanged,
            Actor = Actor.LocalOperator,
            User = id,
        };
        await server.Database.Users.SetRolesAsync(id, [], told, CancellationToken.None);
        await ExpectAsync(administrator, "GET", "/users", HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task What_an_administrator_does_stands_in_the_log_with_name_and_address()
    {
        await using var server = await StartAsync();
        using var administrator = await SignInAsync(server, Administrator);
        using var user = await SignInAsync(server, The.User);
        var session = await server.SessionOfAsync(user.RefreshToken!);

        var reply = await administrator.DeleteAsync($"{AdministrationModule.Prefix}/sessions/{session.Id}");
        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        var told = (await server.EventsAsync()).Single(
            line => line.Draft.Kind == EventCatalogue.SessionEnded && line.Draft.Session == session.Id).Draft;
        Assert.Equal(ActorKind.Operator, told.Actor.Kind);
        Assert.Equal((await server.SessionOfAsync(administrator.RefreshToken!)).User, told.Actor.User);
        Assert.Equal("127.0.0.1", told.Context?.Address);
        Assert.Equal(EndReason.EndedByOperator.Name, told.Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.RefreshAsync()).Status);
    }

    [Fact]
    public async Task A_user_is_told_what_an_administrator_did_and_not_from_where()
    {
        await using var server = await StartAsync();
        using var administrator = await SignInAsync(server, Administrator);
        using var user = await SignInAsync(server, The.User);
        var session = await server.SessionOfAsync(user.RefreshToken!);
        await administrator.DeleteAsync($"{AdministrationModule.Prefix}/sessions/{session.Id}");
        await user.SignInAsync();
        await server.EventsAsync();

        var events = (await user.GetAsync("/api/v1/auth/events")).Json!["events"]!.AsArray();

        var ended = events.Single(line => line!["reason"]?.GetValue<string>() == EndReason.EndedByOperator.Name)!;
        Assert.Null(ended["address"]);
        Assert.Null(ended["userAgent"]);
        Assert.All(
            events.Where(line => line!["kind"]!.GetValue<string>() == "session.started"),
            line => Assert.Equal("127.0.0.1", line!["address"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_last_administrator_can_not_be_disabled_demoted_or_erased()
    {
        await using var server = await StartAsync();
        using var administrator = await SignInAsync(server, Administrator);
        var id = (await server.SessionOfAsync(administrator.RefreshToken!)).User;
        var user = $"{AdministrationModule.Prefix}/users/{id}";
        Reply[] replies =
        [
            await administrator.PostAsync($"{user}/disable"),
            await administrator.PostAsync($"{user}/roles", new() { ["roles"] = new JsonArray("student") }),
            await administrator.DeleteAsync(user),
        ];
        Assert.All(replies, reply => Assert.Equal(
            (HttpStatusCode.Conflict, "last-administrator"), (reply.Status, reply.Problem)));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync(user)).Status);
    }

    [Theory]
    [InlineData(Channel.Body)]
    [InlineData(Channel.Cookie)]
    public async Task A_session_without_a_key_administers_for_an_hour_after_its_sign_in(Channel channel)
    {
        await using var server = await StartAsync();
        using var administrator = new Client(server, channel);
        await administrator.SignInAsync(Administrator);

        await AdvanceAsync(server, administrator, OperatorGate.FreshFor);
        await ExpectAsync(administrator, "GET", "/nothing", HttpStatusCode.NotFound, "not-found");
        await AdvanceAsync(server, administrator, TimeSpan.FromSeconds(1));
        foreach (var (method, path) in Endpoints(server))
        {
            await ExpectAsync(administrator, method, path, HttpStatusCode.Forbidden, "fresh-sign-in-required");
        }

        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/api/v1/auth/me")).Status);
        await administrator.SignInAsync(Administrator);
        await ExpectAsync(administrator, "GET", "/nothing", HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_bound_session_administers_as_long_as_it_lives()
    {
        await using var server = await StartAsync();
        using var administrator = new Client(server, Channel.Cookie, bound: true);
        await administrator.SignInAsync(Administrator);

        await AdvanceAsync(server, administrator, TimeSpan.FromHours(5));
        await ExpectAsync(administrator, "GET", "/nothing", HttpStatusCode.NotFound, "not-found");
    }

    private static async Task AdvanceAsync(RunningServer server, Client client, TimeSpan by)
    {
        server.Clock.Advance(by);
        var reply = await client.RefreshAsync();
        if (reply.Problem == "use-dpop-nonce")
        {
            reply = await client.RefreshAsync();
        }

        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    private static async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.StartAsync(ServerSetup.WithoutLimits());
        await server.AddUserAsync(Administrator, The.Password, User.AdministratorRole);
        return server;
    }

    private static async Task<Client> SignInAsync(RunningServer server, string name)
    {
        var client = new Client(server, Channel.Body);
        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync(name)).Status);
        return client;
    }

    /// <summary>Every administration endpoint as it is mapped, so that none is forgotten here.</summary>
    private static List<(string Method, string Path)> Endpoints(RunningServer server) =>
    [
        .. from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = endpoint.RoutePattern.RawText!
           where pattern.StartsWith(AdministrationModule.Prefix, StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PUT"]
           let path = pattern[AdministrationModule.Prefix.Length..]
           select (method, path.Replace("{id}", "unknown").Replace("{**path}", "nothing/at/all")),
    ];

    private static async Task ExpectAsync(
        Client client, string method, string path, HttpStatusCode status, string problem)
    {
        var reply = await client.SendAsync(new HttpMethod(method), AdministrationModule.Prefix + path);
        Assert.True(reply.Status == status, $"{method} {path}: {reply.Status}");
        Assert.Equal(problem, reply.Problem);
    }
}
