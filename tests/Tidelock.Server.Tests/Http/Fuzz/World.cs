using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Server.Users;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>A server with people in it who could do anything, and a picture of all that must not change.</summary>
internal sealed class World : IAsyncDisposable
{
    internal const string Administrator = "root";

    private readonly RunningServer _server;

    private World(RunningServer server, Channel channel)
    {
        _server = server;
        User = new(server, channel, bound: true);
        Root = new(server, Channel.Body);
        Another = new(server, Channel.Body);
    }

    internal RunningServer Server => _server;

    /// <summary>Signed in, by a key.</summary>
    internal Client User { get; }

    /// <summary>Signed in as administrator.</summary>
    internal Client Root { get; }

    /// <summary>Signed in as the same user elsewhere.</summary>
    internal Client Another { get; }

    internal UserId UserId { get; private set; }

    internal SessionId UserSession { get; private set; }

    internal SessionId AnotherSession { get; private set; }

    internal string ResetToken { get; private set; } = null!;

    internal string FirstToken { get; private set; } = null!;

    internal JsonObject Head { get; private set; } = null!;

    /// <summary>With an administrator, except where the first one is to be made.</summary>
    internal static async Task<World> MakeAsync(Operation operation, Channel channel)
    {
        var setup = ServerSetup.WithoutLimits();
        if (operation.Id is "backUp" or "makeFirstAdministratorLink")
        {
            // As by the socket, where alone it is allowed.
            setup = new ServerSetup
            {
                Middleware = app => app.Use((http, next) =>
                {
                    http.Features.Set<IOperatorConnection>(new OperatorConnection(null));
                    return next(http);
                }),
            }.RaiseLimits();
        }

        var world = new World(await RunningServer.StartAsync(setup), channel);
        await world.FillAsync(operation);
        return world;
    }

    /// <summary>Everything that a refused request must leave alone.</summary>
    internal async Task<string> PictureAsync()
    {
        var database = _server.Database;
        var users = await database.Users.ListAsync(null, 100, CancellationToken.None);
        var lines = new List<string>();
        foreach (var user in users)
        {
            var credentials = await database.Users.FindAsync(user.Id, CancellationToken.None);
            lines.Add($"{user} {string.Join(',', user.Roles)} {credentials!.Password?.Encoded}");
            lines.AddRange((await database.Sessions.ListAsync(user.Id, 100, CancellationToken.None))
                .OrderBy(session => $"{session.Id}").Select(session => session.ToString()));
        }

        var keys = await database.Keys.ListAsync(CancellationToken.None);
        lines.AddRange(keys.Select(key => $"{key.Id} {key.State} {key.CompromisedAt}"));
        var events = await _server.EventsAsync();
        lines.Add($"{events.Count(stored => stored.Draft.Outcome == Outcome.Success)} successes");
        lines.Add($"{Directory.GetFiles(_server.Directory, "*.db").Length} databases");
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        User.Dispose();
        Root.Dispose();
        Another.Dispose();
        await _server.DisposeAsync();
    }

    private async Task FillAsync(Operation operation)
    {
        Expect.Served(await User.SignInAsync(), User.Channel);
        Expect.Served(await Another.SignInAsync(), Channel.Body);
        var session = await _server.SessionOfAsync(User.RefreshToken!);
        (UserId, UserSession) = (session.User, session.Id);
        AnotherSession = (await _server.SessionOfAsync(Another.RefreshToken!)).Id;
        var links = _server.Get<IssueLink>();
        var reset = await links.ForPasswordAsync(UserId, new(Actor.LocalOperator), CancellationToken.None);
        ResetToken = reset!.Url.Fragment[1..];
        if (operation.Id is "makeFirstAdministrator" or "makeFirstAdministratorLink")
        {
            var first = await links.ForFirstAdministratorAsync(Initiator.System, CancellationToken.None);
            FirstToken = first!.Url.Fragment[1..];
        }
        else
        {
            await _server.AddUserAsync(Administrator, The.Password, Tidelock.Users.User.AdministratorRole);
            Expect.Served(await Root.SignInAsync(Administrator), Channel.Body);
            await Root.ConfirmAsync();
            var verdict = await Root.PostAsync($"{AdministrationModule.Prefix}/audit/verify");
            Head = verdict.Json!["heads"]![0]!.AsObject();
        }

        await User.ConfirmAsync();
        await Another.ConfirmAsync();
    }
}
