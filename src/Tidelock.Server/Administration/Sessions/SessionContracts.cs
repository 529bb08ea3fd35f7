using Tidelock.Sessions;

namespace Tidelock.Server.Administration.Sessions;

/// <summary>A session as an operator sees it; nothing in it gives access.</summary>
internal sealed record AdminSessionView(
    string Id,
    string User,
    string Channel,
    bool Remembered,
    bool Bound,
    string Address,
    string UserAgent,
    int Generation,
    int? ConfirmedGeneration,
    long RefreshCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset IdleExpiresAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? HeldAt,
    DateTimeOffset? EndedAt,
    string? EndReason)
{
    internal static AdminSessionView Of(Session session) => new(
        session.Id.ToString(),
        session.User.ToString(),
        session.Channel == Tidelock.Sessions.Channel.Cookie ? "cookie" : "body",
        session.Remembered,
        session.IsBound,
        session.Address,
        session.UserAgent,
        session.Generation.Value,
        session.Confirmed?.Value,
        session.RefreshCount,
        session.CreatedAt,
        session.LastUsedAt,
        session.IdleExpiresAt,
        session.ExpiresAt,
        session.HeldAt,
        session.EndedAt,
        session.EndReason?.Name);
}

/// <summary>One page of sessions; <c>Next</c> is the cursor of the following one, null at the end.</summary>
internal sealed record SessionPage(IReadOnlyList<AdminSessionView> Sessions, string? Next);

/// <summary>How many sessions an action ended.</summary>
internal sealed record EndedCount(int Ended);
