using Tidelock.Sessions;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Sessions;

/// <summary>Reads and binds the columns of a session.</summary>
internal static class SessionRow
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns =
        """
        id, handle_hash, (SELECT id FROM users WHERE users.number = user_number), channel, remembered, generation,
        confirmed_generation, rotated_network, answered_at, answered_network, late_score, late_counted_generation,
        held_at, created_at, last_used_at, idle_expires_at, expires_at, leased_until, ended_at, end_reason,
        sign_in_device, device, (SELECT text FROM user_agents WHERE user_agents.number = user_agent_number), address,
        key, replaced_keys, key_proved_at, last_proof, refresh_count, epoch, version
        """;

    /// <summary>The user's roles as one more column.</summary>
    public const string Roles = "(SELECT roles FROM users WHERE users.number = user_number)";

    /// <summary>Reads a session from the columns.</summary>
    public static Session Read(Statement row)
    {
        // An initialiser runs in its written order, which is that of the columns.
        return new()
        {
            Id = new(row.ReadUInt128()),
            Handle = new(row.ReadDigest()),
            User = new(row.ReadUInt128()),
            Channel = (Channel)row.ReadInt32(),
            Remembered = row.ReadInt64() != 0,
            Generation = new(row.ReadInt32()),
            Confirmed = ReadGeneration(row),
            RotatedNetwork = new(row.ReadInt64()),
            AnsweredAt = row.ReadTime(),
            AnsweredNetwork = new(row.ReadInt64()),
            Late = new(row.ReadDouble(), ReadGeneration(row)),
            HeldAt = row.ReadNullableTime(),
            CreatedAt = row.ReadTime(),
            LastUsedAt = row.ReadTime(),
            IdleExpiresAt = row.ReadTime(),
            ExpiresAt = row.ReadTime(),
            LeasedUntil = row.ReadNullableTime(),
            EndedAt = row.ReadNullableTime(),
            EndReason = row.ReadNullableInt64() is { } code ? EndReason.FromCode(checked((byte)code)) : null,
            SignInDevice = ReadDevice(row, out var signedInWith),
            Device = row.ReadNullableUInt128() is { } device ? new(device) : signedInWith,
            UserAgent = row.ReadText(),
            Address = row.ReadText(),
            Key = row.ReadNullableDigest() is { } key ? new KeyThumbprint(key) : null,
            ReplacedKeys = ReplacedKeys.Read(row.ReadSpan()),
            KeyProvedAt = row.ReadNullableTime(),
            LastProof = row.ReadNullableUInt128() is { } proof ? new ProofId(proof) : null,
            RefreshCount = row.ReadInt64(),
            Epoch = row.ReadInt32(),
            Version = row.ReadInt64(),
        };
    }

    /// <summary>Binds the columns that a live session changes, in the order in which statements name them.</summary>
    public static Statement BindState(this Statement statement, Session session, long userAgentNumber) => statement
        .Bind(session.Generation.Value)
        .Bind((long?)session.Confirmed?.Value)
        .Bind(session.RotatedNetwork.Value)
        .Bind(session.AnsweredAt)
        .Bind(session.AnsweredNetwork.Value)
        .Bind(session.Late.Value == 0 ? null : (double?)session.Late.Value)
        .Bind((long?)session.Late.CountedGeneration?.Value)
        .Bind(session.HeldAt)
        .Bind(session.LastUsedAt)
        .Bind(session.IdleExpiresAt)
        .Bind(session.LeasedUntil)
        .BindId(session.Device == session.SignInDevice ? null : session.Device.Value)
        .Bind(userAgentNumber)
        .Bind(session.Address)
        .Bind(session.Key?.Value)
        .BindBytes(session.ReplacedKeys.ToBytes())
        .Bind(session.KeyProvedAt)
        .BindId(session.LastProof?.Value)
        .Bind(session.RefreshCount)
        .Bind(session.Epoch);

    private static Generation? ReadGeneration(Statement row) =>
        row.ReadNullableInt64() is { } value ? new Generation(checked((int)value)) : null;

    private static DeviceContext ReadDevice(Statement row, out DeviceContext device) =>
        device = new(row.ReadUInt128());
}
