using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>A fresh, migrated store of one kind of database.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>The clock that the store was given.</summary>
    internal ManualClock Clock { get; } = new(The.Moment);

    public abstract ISessionStore Sessions { get; }

    public abstract IUserStore Users { get; }

    public abstract IEventStore Events { get; }

    public abstract IKeyStore Keys { get; }

    public abstract IDatabase Database { get; }

    /// <summary>Makes and migrates the store.</summary>
    public abstract ValueTask OpenAsync();

    /// <summary>Closes the store and opens it again.</summary>
    public abstract ValueTask ReopenAsync();

    /// <summary>Changes rows past the store, as an intruder with the database's password would.</summary>
    public abstract ValueTask TamperAsync(string sql);

    /// <summary>Asks for one number past the store.</summary>
    public abstract ValueTask<long> NumberAsync(string sql);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The base of the suites that every database runs unchanged.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    protected abstract StoreFixture Make();

    protected StoreFixture Store { get; private set; } = null!;

    protected static CancellationToken Never => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = Make();
        await Store.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    protected async Task<User> AddUserAsync(string name = "anna")
    {
        var user = Some.User(name);
        Assert.Equal(UserChange.Done, await Store.Users.AddAsync(user, The.Password, Some.Draft(user.Id), Never));
        return user;
    }

    /// <summary>Starts the session; ends nothing for it.</summary>
    protected async Task<Session> StartAsync(Session session)
    {
        var start = await Store.Sessions.StartAsync(
            session, null, null, _ => new Admission.Admit([]), [], Never);
        return start.Grant!.Session;
    }

    protected async Task<Session> StartAsync(string name = "anna") =>
        await StartAsync(Some.Session((await AddUserAsync(name)).Id));

    protected async Task<Session> FindAsync(Session session) => (await Store.Sessions.FindAsync(session.Id, Never))!;

    /// <summary>Every event, sealed first.</summary>
    protected async Task<IReadOnlyList<SealedEvent>> EventsAsync(params EventKind[] kinds)
    {
        await SealAsync();
        return await Store.Events.ReadAsync(new() { Kinds = kinds, Limit = EventQuery.MaxLimit }, Never);
    }

    protected ValueTask<IReadOnlyList<ChainHead>> SealAsync() =>
        Store.Events.SealAsync(The.Signer, The.Moment, 1000, Never);
}
