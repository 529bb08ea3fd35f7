using System.Net;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tests.Hosting;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Sessions.Races;

/// <summary>
/// Somebody who is signed in and refreshes, while somebody else (or the same person in another tab) does something.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    internal const int DefaultMaxPerUser = 5;

    private readonly RaceServer _races;
    private readonly List<Client> _clients = [];
    private readonly List<Client> _tabs = [];
    private readonly List<Gate> _gates = [];
    private Client? _other;
    private Client? _survivor;

    private Stage(RaceServer races, (string Name, UserId Id) user, Channel channel, bool bound)
    {
        (_races, Name, User) = (races, user.Name, user.Id);
        Victim = Add(new Client(races.Server, channel, bound));
        Elsewhere = Newcomer("instance-of-somebody-elsewhere");
    }

    internal RunningServer Server => _races.Server;

    internal Doorway Doorway => _races.Doorway;

    internal Client Operator => _races.Operator;

    internal string Name { get; }

    internal UserId User { get; }

    internal string Password { get; set; } = The.Password;

    /// <summary>Whose refreshes are under way.</summary>
    internal Client Victim { get; }

    /// <summary>The victim's token before the newest.</summary>
    internal string OlderToken { get; private set; } = string.Empty;

    /// <summary>The victim's newest token, before any refresh of the race.</summary>
    internal string Token { get; private set; } = string.Empty;

    /// <summary>The access token that came with it.</summary>
    internal string Access { get; private set; } = string.Empty;

    internal SessionId Session { get; private set; }

    /// <summary>A client on another device, without a session at first.</summary>
    internal Client Elsewhere { get; }

    internal static async Task<Stage> OpenAsync(
        RaceServers servers, Channel channel, bool bound, int maxPerUser = DefaultMaxPerUser)
    {
        var races = await servers.WithAsync(maxPerUser);
        var stage = new Stage(races, await races.AddUserAsync(), channel, bound);
        await stage.SignInAsync();
        return stage;
    }

    /// <summary>A new session of the victim, refreshed once.</summary>
    internal async Task SignInAsync()
    {
        Expect.Served(await Victim.SignInAsync(Name, Password), Victim.Channel);
        OlderToken = Victim.RefreshToken!;
        Expect.Served(await Victim.RefreshAsync(), Victim.Channel);
        (Token, Access) = (Victim.RefreshToken!, Victim.AccessToken!);
        Session = (await Server.SessionOfAsync(Token)).Id;
    }

    /// <summary>Another session of the same user.</summary>
    internal async Task<Client> OtherAsync()
    {
        if (_other is null)
        {
            _other = Newcomer("instance-of-another-session");
            Expect.Served(await _other.SignInAsync(Name, Password), Channel.Body);
        }

        return _other;
    }

    /// <summary>Has the cookies or the token of the victim, and its key where asked.</summary>
    internal Client Copy(bool withKey = false) => Add(Victim.Copy(withKey));

    internal Gate Hold(Step step)
    {
        var gate = NewGate();
        _races.Store.HoldNext(step, gate);
        return gate;
    }

    /// <summary>
    /// Refreshes in another tab of the victim; the answer is held between its commit and its being written.
    /// </summary>
    internal Task<(Gate Gate, Task<Reply> Late)> RefreshHeldInStoreAsync() => RefreshHeldInStoreAsync(NewTab());

    /// <summary>The same for somebody else.</summary>
    internal Task<(Gate Gate, Task<Reply> Late)> RefreshHeldInStoreAsync(Client client) =>
        HeldAsync(Hold(Step.Refresh), client);

    /// <summary>
    /// Refreshes in another tab; the answer passed its check and is held as its first byte is about to leave.
    /// </summary>
    internal Task<(Gate Gate, Task<Reply> Late)> RefreshHeldOnItsWayAsync()
    {
        var gate = NewGate();
        Doorway.HoldNextRenewal(gate);
        return HeldAsync(gate, NewTab());
    }

    /// <summary>Everybody but the other tabs goes away, and the server has noticed.</summary>
    internal async Task HangUpAsync()
    {
        _clients.Except(_tabs).Append(Operator).ToList().ForEach(client => client.HangUp());
        await Doorway.Gone.WaitAsync(Gate.Bound);
    }

    /// <summary>
    /// True when it waits for answers on their way out, as <paramref name="others"/> do already; false when it came to
    /// its end without.
    /// </summary>
    internal async Task<bool> WaitsAsync(Task<Reply> action, int others = 0)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(
            action.IsCompleted || Server.Clock.WaitingFor(SessionFlights.DrainLimit) > others));
        return !action.IsCompleted;
    }

    /// <summary>No token of the session that was ever handed out, or could have been, is worth anything.</summary>
    internal async Task NothingSurvivesAsync(string reason, params IEnumerable<Reply> answers)
    {
        _survivor ??= Copy(withKey: true);
        var tokens = answers.Select(answer => TokenIn(answer)).OfType<string>()
            .Append(Token).Append(Server.Forge(Token, Server.GenerationOf(Token) + 1));
        foreach (var token in tokens.Distinct(StringComparer.Ordinal))
        {
            Expect.SignInRequired(await _survivor.RefreshAndLoseAnswerAsync(token), reason);
        }

        var issued = answers.Select(answer => answer.Json?["accessToken"]?.GetValue<string>()).OfType<string>();
        _survivor.AccessToken = issued.LastOrDefault(Access);
        var me = await _survivor.GetAsync("/api/v1/auth/me");
        Assert.Equal(HttpStatusCode.Unauthorized, me.Status);
        Assert.Equal(reason == Ending.NoSuchSession ? null : reason, me.Reason);
    }

    internal string? TokenIn(Reply reply) => Victim.Channel == Channel.Body
        ? reply.Json?["refreshToken"]?.GetValue<string>()
        : reply.RefreshCookie;

    public async ValueTask DisposeAsync()
    {
        _gates.ForEach(gate => gate.LetGo());
        await Eventually.HoldsAsync(() => Task.FromResult(Server.Get<SessionFlights>().Count == 0));
        _clients.ForEach(client => client.Dispose());
    }

    private static async Task<(Gate Gate, Task<Reply> Late)> HeldAsync(Gate gate, Client client)
    {
        var late = client.RefreshAndLoseAnswerAsync();
        await gate.ReachedAsync();
        return (gate, late);
    }

    private Client NewTab()
    {
        var tab = Copy(withKey: true);
        tab.RefreshToken = Token;
        _tabs.Add(tab);
        return tab;
    }

    private Gate NewGate()
    {
        var gate = new Gate();
        _gates.Add(gate);
        return gate;
    }

    private Client Newcomer(string instance) => Add(new Client(Server, Channel.Body)
    {
        UserAgent = The.Chrome,
        InstanceId = instance,
    });

    private Client Add(Client client)
    {
        _clients.Add(client);
        return client;
    }
}
