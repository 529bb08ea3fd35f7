using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Clients;

/// <summary>Everybody who uses a node: some accounts, each with a few devices, and an administrator.</summary>
internal sealed class Crowd : IDisposable
{
    private const int DevicesPerAccount = 4;
    private const int ChecksAtOnce = 16;
    private const string AdministratorRole = "tidelock-admin";

    private readonly List<ProofKey> _keys = [];
    private readonly List<Account> _accounts = [];
    private readonly List<Person> _people = [];
    private readonly Wire _wire;
    private readonly Patience _patience;

    private Crowd(Place place)
    {
        _wire = new(place.Url);
        _patience = new(Ledger);
    }

    /// <summary>What they know.</summary>
    internal Ledger Ledger { get; } = new();

    /// <summary>Answers with success that they got.</summary>
    internal long Acknowledged => _wire.Acknowledged;

    /// <summary>Requests that were refused for the moment.</summary>
    internal long Unavailable => _patience.Unavailable;

    /// <summary>Makes their accounts on a node that runs, and signs everybody in.</summary>
    internal static async Task<Crowd> GatherAsync(Place place, Chance chance, int accounts)
    {
        var crowd = new Crowd(place);
        using var by = new Operator(place);
        for (var number = 0; number <= accounts; number++)
        {
            await crowd.AddAsync(by, number, chance.Of(number));
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        await Task.WhenAll(crowd._people.Select(person => person.ArriveAsync(limit.Token)));
        return crowd;
    }

    /// <summary>Lets everybody act until it is stopped; what is under way then is waited for.</summary>
    internal Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(_people.Select(person => Task.Run(() => person.RunAsync(stop), CancellationToken.None)));

    /// <summary>Presents the token of every session there ever was: each has to go on, or to be over for its reason.
    /// </summary>
    internal Task CheckAsync() => Parallel.ForEachAsync(
        Ledger.Sessions, new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce },
        async (session, cancellationToken) =>
        {
            if (await Renewing.RenewAsync(Ledger, session) is not { IsUnavailable: false } reply)
            {
                Ledger.Break(Promise.EveryAnswerHelps, $"{session.Id} got no answer from a node that is well.");
                return;
            }

            await _patience.AfterAsync(reply, cancellationToken);
        });

    /// <summary>Asks for something that is there for everybody.</summary>
    internal Task<Reply?> AskAsync(string path) => _wire.SendAsync(Wire.Request(HttpMethod.Get, path));

    public void Dispose()
    {
        _wire.Dispose();
        _keys.ForEach(key => key.Dispose());
        _accounts.ForEach(account => account.Dispose());
    }

    /// <summary>An account's devices are of all four sorts; the first account is the administrator's.</summary>
    private async Task AddAsync(Operator by, int number, Chance chance)
    {
        var isAdministrator = number == 0;
        var account = new Account($"person-{number}", $"tide-{chance.Whole(0, int.MaxValue):x}-begin");
        _accounts.Add(account);
        await by.AddUserAsync(
            account.Name, account.Passwords[0], isAdministrator ? [AdministratorRole] : []);
        for (var device = 0; device < (isAdministrator ? 1 : DevicesPerAccount); device++)
        {
            var key = device % 2 == 0 ? new ProofKey() : null;
            if (key is not null)
            {
                _keys.Add(key);
            }

            var keeps = device < DevicesPerAccount / 2 ? Keeps.InBody : Keeps.InCookie;
            var made = new Device(_wire, $"device-{number:00}-{device}-{keeps}", account, keeps, key);
            _people.Add(isAdministrator
                ? new Administrator(Ledger, made, chance.Of(device), _patience)
                : new Person(Ledger, made, chance.Of(device), _patience));
        }
    }
}
