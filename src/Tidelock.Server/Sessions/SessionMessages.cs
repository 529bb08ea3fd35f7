using System.Text.Json.Serialization;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

internal sealed record LoginRequest
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    public bool? Remember { get; init; }

    public string? Mode { get; init; }

    /// <summary>What an earlier sign-in in body mode gave; browsers keep it in a cookie.</summary>
    public string? DeviceToken { get; init; }

    /// <summary>Prints nothing of the password and the token.</summary>
    public override string ToString() => "(sign-in)";
}

internal sealed record RefreshRequest
{
    public string? RefreshToken { get; init; }

    public double? IdleFor { get; init; }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(refresh)";
}

internal sealed record SignOutRequest
{
    public string? RefreshToken { get; init; }

    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(sign-out)";
}

internal sealed record EmptyRequest;

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
    SessionView Session,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken)
{
    /// <summary>How many sessions ended for this one; only after a change of password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ended { get; init; }

    /// <summary>Makes the device known at the next sign-in; only after a sign-in in body mode.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceToken { get; init; }

    internal static SessionAnswer Of(AccessToken token, Session session, string? refreshToken) => new(
        token.Text, "Bearer", (long)token.ExpiresIn.TotalSeconds, (long)token.RefreshAt.TotalSeconds,
        SessionView.Of(session), refreshToken);

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
