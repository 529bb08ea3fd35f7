using System.Text;
using System.Text.Json;
using Tidelock.Events;
using Tidelock.Storage.Sqlite.Engine;
using Tidelock.Users;

namespace Tidelock.Storage.Sqlite.Events;

/// <summary>An event's row with its personal part, as it stands there.</summary>
/// <param name="Link">Its link; null while it waits for its seal.</param>
/// <param name="Hash">The chain's hash after it.</param>
/// <param name="Entry">What it says.</param>
/// <param name="Personal">Its personal part; null when it has none or not any more.</param>
internal sealed record EventRow(long? Link, Digest? Hash, ChainEntry Entry, PersonalPart? Personal)
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them, and where they come from.</summary>
    public const string ColumnsFrom =
        """
        e.link, e.hash, e.retention, e.position, e.at, e.kind, e.outcome, e.actor_kind, e.actor_id, e.user_id,
        e.session_id, e.reason, e.detail, e.commitment, p.salt, p.address, p.user_agent, p.name
        FROM events e LEFT JOIN personal_parts p ON p.number = e.personal_number
        """;

    /// <summary>Reads a row.</summary>
    /// <exception cref="FormatException">Somebody wrote into it what no server writes.</exception>
    public static EventRow Read(Statement row)
    {
        try
        {
            return new(row.ReadNullableInt64(), row.ReadNullableDigest(), ReadEntry(row), ReadPersonal(row));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or OverflowException)
        {
            throw new FormatException("The row of an event can't be read.", failure);
        }
    }

    /// <summary>The facts as the column holds them; null for none.</summary>
    public static string? WriteDetail(IReadOnlyList<KeyValuePair<string, string>> detail)
    {
        if (detail.Count == 0)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in detail)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The event as its readers know it.</summary>
    public SealedEvent ToSealed() => new(
        Entry.Position,
        Link!.Value,
        new()
        {
            At = Entry.At,
            Kind = EventCatalogue.Find(Entry.Kind)
                ?? throw new InvalidOperationException($"This version does not know events of kind {Entry.Kind}."),
            Actor = Entry.Actor,
            Outcome = Entry.Outcome,
            User = Entry.User,
            Session = Entry.Session,
            Reason = Entry.Reason,
            Context = Personal?.Context,
            Detail = Entry.Detail,
        });

    // An initialiser runs in its written order, which is that of the columns.
    private static ChainEntry ReadEntry(Statement row) => new()
    {
        Retention = (RetentionClass)checked((byte)row.ReadInt64()),
        Position = row.ReadInt64(),
        At = row.ReadTime(),
        Kind = row.ReadText(),
        Outcome = (Outcome)checked((byte)row.ReadInt64()),
        Actor = new((ActorKind)checked((byte)row.ReadInt64()), ReadUser(row)),
        User = ReadUser(row),
        Session = row.ReadNullableUInt128() is { } session ? new(session) : null,
        Reason = row.ReadNullableText(),
        Detail = ReadDetail(row.ReadNullableText()),
        Commitment = row.ReadNullableDigest(),
    };

    private static UserId? ReadUser(Statement row) =>
        row.ReadNullableUInt128() is { } user ? new UserId(user) : null;

    private static PersonalPart? ReadPersonal(Statement row)
    {
        var salt = row.ReadNullableBytes();
        var context = new PersonalContext(row.ReadNullableText(), row.ReadNullableText(), row.ReadNullableText());
        return salt is null ? null : new(salt, context);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadDetail(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(
            fact => KeyValuePair.Create(fact.Name, fact.Value.GetString() ?? string.Empty))];
    }
}
