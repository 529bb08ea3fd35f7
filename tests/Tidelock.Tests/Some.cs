using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Tests.Keys;
using Tidelock.Tokens;

namespace Tidelock.Tests;

/// <summary>Builders with sensible defaults; a test says only what matters to it.</summary>
internal static class Some
{
    /// <summary>A live, unbound cookie session, an hour old, at generation 7, of which the client has used 7.</summary>
    internal static Session Session() => new()
    {
        Id = new SessionId(42),
        Handle = new HandleHash(Digest.Of("handle"u8)),
        User = The.User,
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
        Epoch = The.Epoch,
        Version = 8,
    };

    /// <summary>The same, bound to <see cref="The.Key"/>, which proved itself at the last answer.</summary>
    internal static Session BoundSession() => Session() with
    {
        Key = The.Key,
        KeyProvedAt = The.Moment - TimeSpan.FromMinutes(10),
        LastProof = new ProofId(1),
    };

    internal static Session Unconfirmed(this Session session) =>
        session with { Confirmed = new Generation(session.Generation.Value - 1) };

    /// <summary>The newest token, presented by the session's own device from its own network.</summary>
    internal static Presentation Newest(Session session) => new()
    {
        Handle = session.Handle,
        Generation = session.Generation,
        Channel = session.Channel,
        Proof = session.IsBound ? ProofBy(The.Key) : ProofCheck.None,
        Caller = Caller(),
        Now = The.Moment,
    };

    /// <summary>The newest token of <see cref="Session"/>, as its holder presents it.</summary>
    internal static Presentation Presentation() => Newest(Session());

    /// <summary>A fresh ring with its first keys; every call makes other keys.</summary>
    internal static KeyRing Ring() => Keeper(new()).Current;

    /// <summary>A keeper that has loaded the ring of <paramref name="store"/>.</summary>
    internal static KeyRingKeeper Keeper(InMemoryKeyStore store, TimeProvider? clock = null, KeyPolicy? policy = null)
    {
        var keeper = new KeyRingKeeper(
            store, new SealerThatChecksTheId(), new SystemRandomSource(), clock ?? The.Clock, policy ?? new());
        keeper.LoadAsync(default).GetAwaiter().GetResult();
        return keeper;
    }

    /// <summary>A token <paramref name="generations"/> older than the newest.</summary>
    internal static Presentation Older(Session session, int generations) =>
        Newest(session) with { Generation = new Generation(session.Generation.Value - generations) };

    internal static Caller Caller() => new("203.0.113.7", The.HomeNetwork, "Firefox", The.Laptop);

    internal static Caller CallerElsewhere() => new("198.51.100.9", The.OtherNetwork, "Firefox", The.Laptop);

    internal static Caller CallerOnAnotherDevice() => new("203.0.113.7", The.HomeNetwork, "Safari", The.Phone);

    internal static ProofCheck ProofBy(KeyThumbprint key, ulong id = 1000, bool freshNonce = false) =>
        new(ProofState.Valid, key, new ProofId(id), freshNonce);
}
