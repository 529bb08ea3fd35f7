using Tidelock.Tokens;

namespace Tidelock.Sessions;

/// <summary>A refresh token as it was presented, with everything the rotation rules look at.</summary>
public sealed record Presentation
{
    /// <summary>The key of the session's row.</summary>
    public required HandleHash Handle { get; init; }

    /// <summary>The generation of the token.</summary>
    public required Generation Generation { get; init; }

    /// <summary>The channel it came by.</summary>
    public required Channel Channel { get; init; }

    /// <summary>What became of the proof that came with it.</summary>
    public ProofCheck Proof { get; init; }

    /// <summary>Who presents it.</summary>
    public required Caller Caller { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Time since the person's last input; zero when the client does not say. What is out of range counts as its
    /// nearest bound, zero or the session's idle life.
    /// </summary>
    public TimeSpan IdleFor { get; init; }

    /// <summary>The session the client believes it is refreshing; null when it does not say.</summary>
    public SessionId? Expected { get; init; }

    /// <summary>The token's MAC key is marked compromised, so that the tag alone proves nothing.</summary>
    public bool MacKeyCompromised { get; init; }
}
