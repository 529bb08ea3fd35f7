using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Users;

namespace Tidelock.Bench;

/// <summary>An embedded store with some sessions of one user, which are all rotated in one commit.</summary>
internal sealed class MicroStore : IDisposable
{
    private static readonly SystemRandomSource Random = new();

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-micro-");
    private readonly SessionPolicy _policy = new() { Binding = BindingMode.Preferred };
    private SqliteDatabase _database = null!;
    private Session[] _sessions = null!;

    private MicroStore()
    {
    }

    internal static async Task<MicroStore> MakeAsync(int sessions)
    {
        var store = new MicroStore();
        var clock = TimeProvider.System;
        store._database = await SqliteDatabase.OpenAsync(
            new() { Path = Path.Combine(store._directory.FullName, "tidelock.db") }, clock, CancellationToken.None);
        await store._database.MigrateUpAsync(clock.GetUtcNow(), CancellationToken.None);
        store._sessions = await store._database.Writer.RunAsync(
            scope => Fill(scope, sessions, clock.GetUtcNow()), CancellationToken.None);
        return store;
    }

    /// <summary>Rotates each; how many were.</summary>
    internal int RotateAll()
    {
        var rotated = _database.Writer.RunAsync(RotateAll, CancellationToken.None);
        return rotated.AsTask().GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _directory.Delete(recursive: true);
    }

    private static Session[] Fill(WriteScope scope, int sessions, DateTimeOffset now)
    {
        var user = new User { Id = UserId.New(Random), Name = "anna", CreatedAt = now };
        UserWrites.Add(scope, user, null, new()
        {
            At = now,
            Kind = EventCatalogue.UserAdded,
            Actor = Actor.System,
            User = user.Id,
        });
        var number = UserRow.Find(scope.Connection, user.Id)!.Number;
        return
        [
            .. Enumerable.Range(0, sessions).Select(_ => SessionWrites.Insert(
                scope, MicroKeys.SessionOf(user.Id, SessionHandle.New(Random), now, Random), number)),
        ];
    }

    private int RotateAll(WriteScope scope)
    {
        for (var index = 0; index < _sessions.Length; index++)
        {
            var session = _sessions[index];
            var presented = new Presentation
            {
                Handle = session.Handle,
                Generation = session.Generation,
                Channel = session.Channel,
                Caller = new(session.Address, session.AnsweredNetwork, session.UserAgent, session.Device),
                Now = session.LastUsedAt,
            };
            _sessions[index] = SessionWrites.TryRotate(scope, presented, _policy)!.Session;
        }

        return _sessions.Length;
    }
}
