using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Events;

/// <summary>
/// An event as its chain covers it. The kind is a bare name here, because a chain must also be judged where somebody
/// has written nonsense into it.
/// </summary>
public sealed record ChainEntry
{
    /// <summary>The chain it stands in.</summary>
    public required RetentionClass Retention { get; init; }

    /// <summary>Its place among all events.</summary>
    public required long Position { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How it went.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Who did it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>The user it happened to.</summary>
    public UserId? User { get; init; }

    /// <summary>The session it happened to.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Further facts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Detail { get; init; } = [];

    /// <summary>The commitment to its personal part; null when it has none.</summary>
    public Digest? Commitment { get; init; }

    /// <summary>The chain's hash after this entry, which stands at <paramref name="link"/>.</summary>
    public Digest Hash(Digest previous, long link)
    {
        var bytes = new CanonicalBytes().Add(previous).Add((byte)Retention).Add(link).Add(Position)
            .Add(At.UtcTicks).Add(Kind).Add((byte)Outcome)
            .Add((byte)Actor.Kind).AddOptional(Actor.User?.Value)
            .AddOptional(User?.Value).AddOptional(Session?.Value).AddOptional(Reason).AddOptional(Commitment)
            .Add(Detail.Count);
        foreach (var (name, value) in Detail)
        {
            bytes.Add(name).Add(value);
        }

        return Digest.Of(bytes.Written);
    }
}
