using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage;
using Tidelock.Users;

namespace Tidelock.Server;

/// <summary>The stores of one database, opened and migrated by the host.</summary>
/// <param name="Database">The database as a whole.</param>
/// <param name="Sessions">Its sessions.</param>
/// <param name="Users">Its users.</param>
/// <param name="Events">Its events.</param>
/// <param name="Keys">Its keys.</param>
public sealed record TidelockStores(
    IDatabase Database, ISessionStore Sessions, IUserStore Users, IEventStore Events, IKeyStore Keys);
