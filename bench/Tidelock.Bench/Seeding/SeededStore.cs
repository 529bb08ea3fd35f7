using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Tidelock.Cli.Serving;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Storage.Sqlite;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Sessions;
using Tidelock.Storage.Sqlite.Users;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Bench.Seeding;

/// <summary>
/// A data directory as the server makes it, filled with sessions whose tokens the load generator gets. The rows are
/// written by the store's own statements; only the passwords are left out.
/// </summary>
internal sealed class SeededStore : IDisposable
{
    private const int SessionsPerCommit = 5000;
    private const int SessionsPerUser = 500;

    private SeededStore(string directory) => Path = directory;

    /// <summary>The data directory.</summary>
    internal string Path { get; }

    /// <summary>The database's size with its log, in bytes.</summary>
    internal long Size => Directory.GetFiles(Path, "tidelock.db*").Sum(file => new FileInfo(file).Length);

    /// <summary>The file with the tokens of a name.</summary>
    internal string TokensOf(string name) => System.IO.Path.Combine(Path, $"bench-{name}.tokens");

    /// <summary>The file with the private keys of a name's bound sessions, in the order of their tokens.</summary>
    internal string KeysOf(string name) => System.IO.Path.Combine(Path, $"bench-{name}.keys");

    /// <summary>Makes an empty, migrated directory with its keys.</summary>
    internal static async Task<SeededStore> MakeAsync(CancellationToken cancellationToken)
    {
        var store = new SeededStore(Directory.CreateTempSubdirectory("tidelock-bench-").FullName);
        await using (var database = await SqliteDatabase.OpenAsync(
            new() { Path = System.IO.Path.Combine(store.Path, "tidelock.db") }, TimeProvider.System, cancellationToken))
        {
            await database.MigrateUpAsync(TimeProvider.System.GetUtcNow(), cancellationToken);
        }

        // Its first start makes the keys.
        await using var host = await TidelockHost.StartAsync(new() { DataPath = store.Path }, cancellationToken);
        return store;
    }

    /// <summary>
    /// Adds sessions; the tokens of every <paramref name="keepEvery"/>-th go to the file of a name. Bound ones have a
    /// key each.
    /// </summary>
    internal async Task FillAsync(
        string name, int sessions, bool bound, int keepEvery, CancellationToken cancellationToken)
    {
        await using var host = await TidelockHost.StartAsync(new() { DataPath = Path }, cancellationToken);
        var database = (SqliteDatabase)host.Services.GetRequiredService<Tidelock.Storage.IDatabase>();
        var ring = host.Services.GetRequiredService<KeyRingKeeper>().Current;
        await using var tokens = new StreamWriter(TokensOf(name));
        await using var keys = bound ? new StreamWriter(KeysOf(name)) : StreamWriter.Null;
        for (var done = 0; done < sessions; done += SessionsPerCommit)
        {
            var count = Math.Min(SessionsPerCommit, sessions - done);
            var bindings = bound ? Enumerable.Range(0, count).Select(_ => Binding.New()).ToList() : null;
            var batch = new Batch($"{name}-{done}", count, bindings);
            var made = await database.Writer.RunAsync(batch.Write, cancellationToken);
            for (var index = 0; index < made.Count; index++)
            {
                if ((done + index) % keepEvery == 0)
                {
                    var (id, handle) = made[index];
                    await tokens.WriteLineAsync(RefreshTokenCodec.Write(ring, id.Shard, handle, Generation.First));
                    await keys.WriteLineAsync(bindings?[index].Secret);
                }
            }
        }
    }

    /// <summary>Adds users with a password; the bodies of their sign-ins go to the file of a name.</summary>
    internal async Task AddUsersAsync(string name, int count, string password, CancellationToken cancellationToken)
    {
        await using var host = await TidelockHost.StartAsync(new() { DataPath = Path }, cancellationToken);
        var hash = await host.Services.GetRequiredService<Tidelock.Server.Passwords.PasswordHashing>()
            .HashAsync(password, cancellationToken);
        var users = host.Services.GetRequiredService<IUserStore>();
        var bodies = new List<string>();
        for (var index = 0; index < count; index++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var user = new User { Id = UserId.New(new SystemRandomSource()), Name = $"{name}{index}", CreatedAt = now };
            await users.AddAsync(
                user, hash, new() { At = now, Kind = EventCatalogue.UserAdded, Actor = Actor.System, User = user.Id },
                cancellationToken);
            bodies.Add($$"""{"username":"{{user.Name}}","password":"{{password}}","mode":"body"}""");
        }

        await File.WriteAllLinesAsync(TokensOf(name), bodies, cancellationToken);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A client's key.</summary>
    private sealed record Binding(string Secret, KeyThumbprint Thumbprint)
    {
        internal static Binding New()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return new(
                Convert.ToBase64String(key.ExportPkcs8PrivateKey()), JwkThumbprint.OfP256(point.X, point.Y));
        }
    }

    /// <summary>The sessions of one commit.</summary>
    private sealed class Batch(string name, int count, List<Binding>? bindings)
    {
        private static readonly SystemRandomSource Random = new();

        /// <summary>As the generator calls.</summary>
        private static readonly DeviceContext Device = DeviceContext.Of("load-generator-0001", "Other/Other");

        internal List<(SessionId Id, SessionHandle Handle)> Write(WriteScope scope)
        {
            var made = new List<(SessionId, SessionHandle)>(count);
            var now = TimeProvider.System.GetUtcNow();
            for (var index = 0; index < count; index += SessionsPerUser)
            {
                var user = new User
                {
                    Id = UserId.New(Random),
                    Name = $"{name}-{index}",
                    Roles = ["student"],
                    CreatedAt = now,
                };
                UserWrites.Add(scope, user, null, new()
                {
                    At = now,
                    Kind = EventCatalogue.UserAdded,
                    Actor = Actor.System,
                    User = user.Id,
                });
                var number = UserRow.Find(scope.Connection, user.Id)!.Number;
                for (var one = 0; one < SessionsPerUser && made.Count < count; one++)
                {
                    var handle = SessionHandle.New(Random);
                    var session = SessionOf(user.Id, handle, now, bindings?[made.Count].Thumbprint);
                    SessionWrites.Insert(scope, session, number);
                    made.Add((session.Id, handle));
                }
            }

            return made;
        }

        private static Session SessionOf(
            UserId user, SessionHandle handle, DateTimeOffset now, KeyThumbprint? key) => new()
        {
            Id = SessionId.New(Shard.Of(user), Random),
            Handle = handle.Hash,
            User = user,
            Channel = Channel.Body,
            Remembered = true,
            Generation = Generation.First,
            RotatedNetwork = Network.Of(System.Net.IPAddress.Loopback),
            AnsweredAt = now,
            AnsweredNetwork = Network.Of(System.Net.IPAddress.Loopback),
            CreatedAt = now,
            LastUsedAt = now,
            IdleExpiresAt = now + TimeSpan.FromDays(14),
            ExpiresAt = now + TimeSpan.FromDays(30),
            Device = Device,
            SignInDevice = Device,
            UserAgent = "tidelock-load",
            Address = "127.0.0.1",
            Key = key,
            KeyProvedAt = key is null ? null : now,
        };
    }
}
