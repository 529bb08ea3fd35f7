using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Storage.Tests;

/// <summary>Builders with sensible defaults; a test says only what matters to it.</summary>
internal static class Some
{
    private static readonly SystemRandomSource Random = new();

    internal static User User(string name = "anna") => User(UserId.New(Random), name);

    internal static User User(UserId id, string name = "anna") => new()
    {
        Id = id,
        Name = name,
        Email = $"{name}@example.com",
        Roles = ["student", "tutor of 3b"],
        CreatedAt = The.Moment,
        PasswordSetAt = The.Moment,
    };

    /// <summary>A live, unbound cookie session, an hour old, at generation 7, of which the client has used 7.</summary>
    internal static Session Session(UserId user) => new()
    {
        Id = SessionId.New(Shard.Of(user), Random),
        Handle = SessionHandle.New(Random).Hash,
        User = user,
        Channel = Channel.Cookie,
        Remembered = false,
        Generation = new Generation(7),
        Confirmed = new Generation(7),
        RotatedNetwork = The.HomeNetwork,
        AnsweredAt = The.Moment - TimeSpan.FromMinutes(10),
        AnsweredNetwork = The.HomeNetwork,
        CreatedAt = The.Moment - TimeSpan.FromHours(1),
        LastUsedAt = The.Moment - TimeSpan.FromMinutes(10),
        IdleExpiresAt = The.Moment + TimeSpan.FromHours(11),
        ExpiresAt = The.Moment + TimeSpan.FromDays(29),
        Device = The.Laptop,
        SignInDevice = The.Laptop,
        UserAgent = "Firefox",
        Address = "203.0.113.7",
        RefreshCount = 7,
        Epoch = 1,
        Version = 1,
    };

    /// <summary>The same, bound to <see cref="The.Key"/>.</summary>
    internal static Session BoundSession(UserId user) => Session(user) with
    {
        Key = The.Key,
        KeyProvedAt = The.Moment - TimeSpan.FromMinutes(10),
        LastProof = new ProofId(1),
    };

    /// <summary>Every field that may be empty is not.</summary>
    internal static Session FullSession(UserId user) => BoundSession(user) with
    {
        Channel = Channel.Body,
        Remembered = true,
        RotatedNetwork = The.OtherNetwork,
        Late = new(2.5, new Generation(6)),
        HeldAt = The.Moment - TimeSpan.FromMinutes(3),
        LeasedUntil = The.Moment + TimeSpan.FromHours(2),
        Device = The.Phone,
        UserAgent = "Mozilla/5.0 \u00e9\u4e16 with\0zero",
        Address = "2001:db8:1:2:3:4:5:6",
        ReplacedKeys = new(The.OtherKey, new(Digest.Of("a third key"u8))),
    };

    /// <summary>The newest token, presented by the session's own device from its own network.</summary>
    internal static Presentation Newest(Session session) => new()
    {
        Handle = session.Handle,
        Generation = session.Generation,
        Channel = session.Channel,
        Proof = session.Key is { } key ? ProofBy(key) : ProofCheck.None,
        Caller = new(session.Address, session.AnsweredNetwork, session.UserAgent, session.Device),
        Now = The.Moment,
    };

    internal static ProofCheck ProofBy(KeyThumbprint key, ulong id = 1000) =>
        new(ProofState.Valid, key, new ProofId(id), FreshNonce: false);

    /// <summary>An event by the user, from home.</summary>
    internal static EventDraft Draft(UserId user, EventKind? kind = null) => new()
    {
        At = The.Moment,
        Kind = kind ?? EventCatalogue.UserAdded,
        Actor = Actor.Of(user),
        User = user,
        Context = Context(),
    };

    internal static EventDraft DraftByOperator(UserId user, EventKind kind) =>
        Draft(user, kind) with { Actor = Actor.LocalOperator, Context = new("198.51.100.200", "curl", null) };

    internal static PersonalContext Context() => new("203.0.113.7", "Firefox", null);

    internal static KeyRecord Key(string id, KeyState state = KeyState.Active) => new()
    {
        Id = id,
        Purpose = KeyPurpose.Signing,
        State = state,
        CreatedAt = The.Moment,
        ActivatedAt = The.Moment + TimeSpan.FromDays(1),
        PublicKey = [1, 2, 3],
        SealedSecret = [4, 5],
    };
}
