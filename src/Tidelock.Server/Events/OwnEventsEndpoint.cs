using Tidelock.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Tokens;
using Tidelock.Sessions;

namespace Tidelock.Server.Events;

/// <summary>
/// An event as its user sees it: where strangers came from, since that is for the user to judge, and not where
/// operators work.
/// </summary>
internal sealed record ListedEvent(
    long Position,
    DateTimeOffset At,
    string Kind,
    string Outcome,
    string Severity,
    string? Reason,
    string? Session,
    string? Address,
    string? UserAgent)
{
    internal static ListedEvent Of(SealedEvent stored)
    {
        var draft = stored.Draft;
        var byOperator = draft.Actor.Kind == ActorKind.Operator && draft.Actor.User != draft.User;
        var context = byOperator ? null : draft.Context;
        return new(
            stored.Position, draft.At, draft.Kind.Name, draft.Outcome.ToString().ToLowerInvariant(),
            draft.Kind.Severity.ToString().ToLowerInvariant(), draft.Reason, draft.Session?.ToString(),
            context?.Address, context?.UserAgent);
    }
}

internal sealed record EventsAnswer(IReadOnlyList<ListedEvent> Events, long Cursor);

/// <summary>`GET /api/v1/auth/events`: the own events after a cursor, waiting for new ones where asked to.</summary>
internal sealed class OwnEventsEndpoint(
    IEventStore events, ISessionStore sessions, EventFeed feed, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Most events in one answer.</summary>
    private const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>Longest wait, in seconds: below the limits of common proxies.</summary>
    private const int MaxWaitSeconds = 25;

    private static readonly QueryField<long> After = QueryField.Number(
        "after", "Only events after this cursor.", 0, long.MaxValue);

    private static readonly QueryField<long> Limit = QueryField.Number(
        "limit", $"At most so many; {DefaultLimit} unless given.", 1, MaxLimit);

    private static readonly QueryField<long> Wait = QueryField.Number(
        "wait", "Seconds to wait for an event when there is none; 0 unless given.", 0, MaxWaitSeconds);

    /// <summary>What the query may say.</summary>
    internal static readonly QueryField[] Fields = [After, Limit, Wait];

    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var errors = new FieldErrors();
        var after = After.Read(http.Request.Query, errors) ?? 0;
        var limit = Limit.Read(http.Request.Query, errors) ?? DefaultLimit;
        var wait = Wait.Read(http.Request.Query, errors) ?? 0;
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var query = new EventQuery
        {
            User = SignedIn.Of(http).Session.User,
            After = after,
            Limit = (int)limit,
        };
        return await ReadAsync(http, query, TimeSpan.FromSeconds(wait));
    }

    private async Task<IResult> ReadAsync(HttpContext http, EventQuery query, TimeSpan wait)
    {
        // A request that would be one too many to wait is answered at once: the client asks again.
        var mayWait = http.Features.Get<MayWait>() is not null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.ApplicationStopping);
        var started = clock.GetTimestamp();
        while (true)
        {
            var next = feed.Next;
            var found = await events.ReadAsync(query, http.RequestAborted);
            var left = mayWait ? wait - clock.GetElapsedTime(started) : TimeSpan.Zero;
            if (found.Count > 0 || left <= TimeSpan.Zero || !await WaitAsync(next, left, stop.Token))
            {
                return await AnswerAsync(http, query, found);
            }
        }
    }

    /// <summary>A session that ended while its request waited learns of it, and gets nothing more.</summary>
    private async Task<IResult> AnswerAsync(HttpContext http, EventQuery query, IReadOnlyList<SealedEvent> found)
    {
        var session = await sessions.FindAsync(SignedIn.Of(http).Session.Id, http.RequestAborted);
        var over = session is null ? EndReason.Expired : session.OverBecause(clock.GetUtcNow());
        if (over is not null)
        {
            return Problem.SignIn(over.Name) with { Challenge = Challenges.AnotherAccessToken };
        }

        var cursor = found.Count > 0 ? found[^1].Position : query.After;
        return new Answer<EventsAnswer>(new([.. found.Select(ListedEvent.Of)], cursor), ApiJson.Default.EventsAnswer);
    }

    private async Task<bool> WaitAsync(Task next, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(left, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
