using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>A fresh, migrated store of one kind of database.</summary>
public abstract class StoreFixture : SessionsFixture
{
    public abstract IUserStore Users { get; }

    public abstract IEventStore Events { get; }

    public abstract IKeyStore Keys { get; }

    public abstract IDatabase Database { get; }

    public override int Epoch => Database.Epoch;

    /// <summary>Changes rows past the store, as an intruder with the database's password would.</summary>
    public abstract ValueTask TamperAsync(string sql);

    /// <summary>Asks for one number past the store.</summary>
    public abstract ValueTask<long> NumberAsync(string sql);

    public override async ValueTask AddUserAsync(User user) => Assert.Equal(
        UserChange.Done,
        await Users.AddAsync(user, The.Password, Some.Draft(user.Id), CancellationToken.None));

    public override async ValueTask DisableAsync(User user) => Assert.Equal(
        UserChange.Done,
        await Users.SetDisabledAsync(
            user.Id, The.Moment, Some.DraftByOperator(user.Id, EventCatalogue.UserDisabled), CancellationToken.None));

    public override async ValueTask<IReadOnlyList<EventDraft>> ToldAsync(IReadOnlyList<EventKind> kinds) =>
        [.. (await EventsAsync(kinds)).Select(sealedEvent => sealedEvent.Draft)];

    public override ValueTask<long> RollUpRowsAsync() => NumberAsync(
        "SELECT (SELECT count(*) FROM refresh_minutes) + (SELECT count(*) FROM refresh_latencies)");

    /// <summary>Every event, sealed first.</summary>
    internal async ValueTask<IReadOnlyList<SealedEvent>> EventsAsync(IReadOnlyList<EventKind> kinds)
    {
        await SealAsync();
        return await Events.ReadAsync(new() { Kinds = kinds, Limit = EventQuery.MaxLimit }, CancellationToken.None);
    }

    internal ValueTask<IReadOnlyList<ChainHead>> SealAsync() =>
        Events.SealAsync(The.Signer, The.Moment, 1000, CancellationToken.None);
}

/// <summary>The base of the suites that ask for a database as a whole.</summary>
public abstract class StoreConformance : Conformance<StoreFixture>
{
    /// <summary>Every event, sealed first.</summary>
    protected ValueTask<IReadOnlyList<SealedEvent>> EventsAsync(params EventKind[] kinds) => Store.EventsAsync(kinds);

    protected ValueTask<IReadOnlyList<ChainHead>> SealAsync() => Store.SealAsync();
}
