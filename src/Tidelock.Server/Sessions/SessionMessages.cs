using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tidelock.Server.Passwords;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

internal sealed record LoginRequest
{
    /// <summary>Longest name that is looked at, in characters: more than any may have.</summary>
    internal const int MaxNameLength = 256;

    [Required, MaxLength(MaxNameLength)]
    public string? Username { get; init; }

    [Required, MaxLength(PasswordPolicy.MaxLength)]
    public string? Password { get; init; }

    public bool? Remember { get; init; }

    [AllowedValues("cookie", "body")]
    public string? Mode { get; init; }

    /// <summary>What an earlier sign-in in body mode gave; browsers keep it in a cookie.</summary>
    public string? DeviceToken { get; init; }

    /// <summary>Prints nothing of the password and the token.</summary>
    public override string ToString() => "(sign-in)";
}

internal sealed record RefreshRequest
{
    /// <summary>A year: whoever was away for longer is as idle as can be.</summary>
    internal const int MaxIdleSeconds = 31_536_000;

    public string? RefreshToken { get; init; }

    /// <summary>Seconds since the person last did something.</summary>
    [Range(0, MaxIdleSeconds)]
    public long? IdleFor { get; init; }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(refresh)";
}

internal sealed record SignOutRequest
{
    public string? RefreshToken { get; init; }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(sign-out)";
}

/// <summary>What a client needs to know of its session.</summary>
internal sealed record SessionView(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset IdleExpiresAt,
    bool Remembered,
    bool Bound,
    string Channel)
{
    internal static SessionView Of(Session session) => new(
        session.Id.ToString(), session.CreatedAt, session.ExpiresAt, session.IdleExpiresAt, session.Remembered,
        session.IsBound, NameOf(session.Channel));

    internal static string NameOf(Channel channel) =>
        channel == Tidelock.Sessions.Channel.Cookie ? "cookie" : "body";
}

/// <summary>The answer to a sign-in or a refresh. Prints nothing of the tokens.</summary>
internal sealed record SessionAnswer(
    string AccessToken,
    string TokenType,
    long ExpiresIn,
    long RefreshAt,
    SessionView Session)
{
    /// <summary>In body mode only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }

    /// <summary>How many sessions ended for this one; only after a change of password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ended { get; init; }

    /// <summary>Makes the device known at the next sign-in; only after a sign-in in body mode.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceToken { get; init; }

    internal static SessionAnswer Of(AccessToken token, Session session, string? refreshToken) => new(
        token.Text, "Bearer", (long)token.ExpiresIn.TotalSeconds, (long)token.RefreshAt.TotalSeconds,
        SessionView.Of(session))
    {
        RefreshToken = refreshToken,
    };

    public override string ToString() => $"(tokens of {Session.Id})";
}

internal sealed record EndedAnswer(int Ended);

internal sealed record SessionListAnswer(IReadOnlyList<ListedSession> Sessions);

internal sealed record ListedSession(
    string Id,
    bool Current,
    string Browser,
    string Os,
    string Address,
    string? Place,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset IdleExpiresAt,
    bool Remembered,
    bool Bound,
    string Channel,
    DateTimeOffset? EndedAt,
    string? EndReason);
