using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tidelock.Events;
using Tidelock.Server.Administration;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>
/// A server with people on it: <c>alice</c>, signed in at home, and <c>root</c>, who administers from the office; with
/// its admin socket; and with a thief elsewhere. What they did before <see cref="Begin"/> is not asked about.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    internal const string Administrator = "root";
    internal const string Home = "127.0.0.1";
    internal const string Elsewhere = "127.0.0.2";
    internal const string Office = "127.0.0.3";
    internal const string NewPassword = "another long tide of words";

    private readonly ServerSetup _setup;
    private readonly List<Client> _clients = [];
    private readonly Dictionary<UserId, string> _people = [];
    private readonly HttpClient _machine;
    private IReadOnlyList<SealedEvent>? _elsewhere;
    private long _begin;

    private Scene(RunningServer server, ServerSetup setup)
    {
        (Server, _setup) = (server, setup);
        _machine = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
    }

    internal RunningServer Server { get; }

    internal Client Alice { get; private set; } = null!;

    internal Client Root { get; private set; } = null!;

    internal static async Task<Scene> StartAsync(params (string Key, string Value)[] settings)
    {
        var setup = new ServerSetup { Services = ListenBySocket }.RaiseLimits(settings);
        var scene = new Scene(await RunningServer.StartAsync(setup), setup);
        await scene.Server.AddUserAsync(Administrator, The.Password, User.AdministratorRole);
        scene.Alice = await scene.SignedInAsync();
        scene.Root = await scene.SignedInAsync(Administrator, from: Office);
        await scene.BeginAsync();
        return scene;
    }

    internal static string PlaceOf(string address) => address switch
    {
        Home => "home",
        Elsewhere => "elsewhere",
        Office => "office",
        _ => address,
    };

    /// <summary>Forgets what the log says so far.</summary>
    internal async Task BeginAsync()
    {
        await MeetAsync(Server);
        _begin = (await Server.EventsAsync())[^1].Position;
    }

    /// <summary>The log of another server, as it is now, is asked for in the place of this one's.</summary>
    internal async Task LookAtAsync(RunningServer other, long begin)
    {
        await MeetAsync(other);
        (_elsewhere, _begin) = (await other.EventsAsync(), begin);
    }

    /// <summary>What the log says since, in its order; sessions are numbered in the order of their beginning.</summary>
    internal async Task<IReadOnlyList<string>> LogAsync()
    {
        await MeetAsync(Server);
        var all = _elsewhere ?? await Server.EventsAsync();
        var sessions = all.Select(stored => stored.Draft)
            .Where(told => told.Kind == EventCatalogue.SessionStarted)
            .GroupBy(told => told.User!.Value)
            .SelectMany(own => own.Select((told, index) => (told.Session!.Value, $"{_people[own.Key]}#{index + 1}")))
            .ToDictionary(each => each.Value, each => each.Item2);
        var line = new Line(_people, sessions);
        return [.. all.Where(stored => stored.Position > _begin).Select(stored => line.Write(stored.Draft))];
    }

    internal Client Newcomer(Channel channel = Channel.Body, bool bound = false, string from = Home)
    {
        var client = new Client(Server, channel, bound, from);
        _clients.Add(client);
        return client;
    }

    /// <summary>Somebody else with the same token and without the key.</summary>
    internal Client Thief(Client victim, string from = Elsewhere)
    {
        var thief = victim.Copy(from: from);
        _clients.Add(thief);
        return thief;
    }

    internal async Task<Client> SignedInAsync(
        string name = The.User, Channel channel = Channel.Body, bool bound = false, string from = Home,
        bool remember = false)
    {
        var client = Newcomer(channel, bound, from);
        Expect.Served(await client.SignInAsync(name, remember: remember), channel);
        return client;
    }

    /// <summary>By whoever may open the admin socket.</summary>
    internal async Task ByMachineAsync(string method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(new(method), $"http://localhost{AdministrationModule.Prefix}{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await _machine.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>By the administrator, with an access token.</summary>
    internal Task<Reply> ByRootAsync(string method, string path, JsonObject? body = null) =>
        Root.SendAsync(new(method), AdministrationModule.Prefix + path, body);

    internal string UserPath(string name, string more = "") => $"/users/{IdOf(name)}{more}";

    internal UserId IdOf(string name) => _people.Single(person => person.Value == name).Key;

    internal async Task<SessionId> SessionOf(Client client) => (await Server.SessionOfAsync(client.RefreshToken!)).Id;

    internal Task RestoreAsync(string backup) => Server.RestoreAsync(backup, _setup);

    internal Task RollBackAsync(string copy) => Server.RollBackAsync(copy, _setup);

    public async ValueTask DisposeAsync()
    {
        _machine.Dispose();
        _clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
    }

    private static void ListenBySocket(IServiceCollection services) =>
        services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            kestrel.ListenAdminSocket(kestrel.ApplicationServices.GetRequiredService<DataDirectory>().Socket);
            kestrel.Listen(IPAddress.Loopback, 0);
        });

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = new DataDirectory(Server.Directory).Socket;
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Learns who is there; whoever was erased since keeps the name here.</summary>
    private async Task MeetAsync(RunningServer server)
    {
        foreach (var user in await server.Database.Users.ListAsync(null, 100, CancellationToken.None))
        {
            _people[user.Id] = user.Name;
        }
    }
}
