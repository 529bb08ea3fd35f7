using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Storage.Sqlite.Events;

namespace Tidelock.Storage.Sqlite.Keys;

/// <summary>The key ring's rows.</summary>
internal sealed class SqliteKeyStore(Writer writer, ReaderPool readers) : IKeyStore
{
    internal const string VersionName = "ring_version";

    private const string ListSql =
        """
        SELECT purpose, id, state, created_at, activated_at, retired_at, compromised_at, public_key, sealed_secret
        FROM ring_keys ORDER BY created_at, number
        """;

    private const string WriteSql =
        """
        INSERT INTO ring_keys (
            purpose, id, state, created_at, activated_at, retired_at, compromised_at, public_key, sealed_secret)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (purpose, id) DO UPDATE SET
            state = excluded.state, activated_at = excluded.activated_at, retired_at = excluded.retired_at,
            compromised_at = excluded.compromised_at, sealed_secret = excluded.sealed_secret
        """;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyRecord>> ListAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(List, cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> TryWriteAsync(
        IReadOnlyList<KeyRecord> keys, long expectedVersion, IReadOnlyList<EventDraft> events,
        CancellationToken cancellationToken) =>
        writer.RunAsync(
            scope =>
            {
                var connection = scope.Connection;
                if (StoreMeta.ReadNumber(connection, VersionName) != expectedVersion)
                {
                    return false;
                }

                foreach (var key in keys)
                {
                    Write(connection, key);
                }

                StoreMeta.WriteNumber(connection, VersionName, expectedVersion + 1);
                EventWrites.Append(scope, events);
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> VersionAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(connection => StoreMeta.ReadNumber(connection, VersionName), cancellationToken);

    /// <inheritdoc />
    public IReadOnlyList<string> ReadProtectionKeys() => readers.Read<IReadOnlyList<string>>(
        connection => [.. ProtectionRow.List(connection).Select(key => key.Xml)], CancellationToken.None);

    /// <inheritdoc />
    public void AddProtectionKey(string friendlyName, string xml)
    {
        var added = writer.RunAsync(
            scope => ProtectionRow.Insert(scope.Connection, new(friendlyName, xml)), CancellationToken.None);
        added.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Every key, oldest first.</summary>
    internal static IReadOnlyList<KeyRecord> List(Connection connection)
    {
        var keys = new List<KeyRecord>();
        using var rows = connection.Prepare(ListSql);
        while (rows.Step())
        {
            keys.Add(new()
            {
                Purpose = (KeyPurpose)rows.ReadInt32(),
                Id = rows.ReadText(),
                State = (KeyState)rows.ReadInt32(),
                CreatedAt = rows.ReadTime(),
                ActivatedAt = rows.ReadNullableTime(),
                RetiredAt = rows.ReadNullableTime(),
                CompromisedAt = rows.ReadNullableTime(),
                PublicKey = rows.ReadSpan().ToArray(),
                SealedSecret = rows.ReadSpan().ToArray(),
            });
        }

        return keys;
    }

    /// <summary>Adds a key, or replaces what may change of one.</summary>
    internal static void Write(Connection connection, KeyRecord key)
    {
        using var write = connection.Prepare(WriteSql)
            .Bind((long)key.Purpose).Bind(key.Id).Bind((long)key.State)
            .Bind(key.CreatedAt).Bind(key.ActivatedAt).Bind(key.RetiredAt).Bind(key.CompromisedAt)
            .Bind(key.PublicKey).Bind(key.SealedSecret);
        write.Run();
    }
}
