using Microsoft.Extensions.Logging;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>A server whose store and answers can be held, with an operator signed in.</summary>
internal sealed class RaceServer : IAsyncDisposable
{
    private const string Administrator = "root";

    private int _users;

    private RaceServer(RunningServer server, StoreThatHolds store, Doorway doorway)
    {
        (Server, Store, Doorway) = (server, store, doorway);
        Operator = new(server, Channel.Body);
    }

    internal RunningServer Server { get; }

    internal StoreThatHolds Store { get; }

    internal Doorway Doorway { get; }

    internal Client Operator { get; }

    internal static async Task<RaceServer> StartAsync(int maxPerUser)
    {
        StoreThatHolds? store = null;
        var doorway = new Doorway();
        var setup = new ServerSetup
        {
            Middleware = doorway.Watch,
            Sessions = inner => store = new(inner),
            Level = LogLevel.Warning,
        };
        var server = await RunningServer.StartAsync(
            setup.RaiseLimits(("Sessions:MaxPerUser", maxPerUser.ToString())));
        server.Clock.RungByHand = SessionFlights.DrainLimit;
        var started = new RaceServer(server, store!, doorway);
        await server.AddUserAsync(Administrator, The.Password, User.AdministratorRole);
        await server.AddUserAsync(The.OtherUser, The.Password);
        Expect.Served(await started.Operator.SignInAsync(Administrator), Channel.Body);
        return started;
    }

    /// <summary>Somebody nobody has done anything to yet.</summary>
    internal async Task<(string Name, UserId Id)> AddUserAsync()
    {
        var name = $"{The.User}-{Interlocked.Increment(ref _users)}";
        return (name, await Server.AddUserAsync(name, The.Password));
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>The servers of a test class, one for each limit on a user's sessions.</summary>
public sealed class RaceServers : IAsyncLifetime
{
    private readonly Dictionary<int, RaceServer> _started = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.Values)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task<RaceServer> WithAsync(int maxPerUser) => _started.TryGetValue(maxPerUser, out var server)
        ? server
        : _started[maxPerUser] = await RaceServer.StartAsync(maxPerUser);
}
