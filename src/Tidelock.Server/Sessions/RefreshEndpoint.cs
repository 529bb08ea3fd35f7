using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Sessions;

/// <summary>`POST /api/v1/auth/refresh`: presents a refresh token and answers as the rotation rules decide.</summary>
internal sealed class RefreshEndpoint(
    RefreshSession refresh,
    ISessionStore store,
    TokenFinder finder,
    KeyRingKeeper keys,
    CallerReader callers,
    ProofReader proofs,
    RefreshLimits limits,
    SessionFlights flights,
    SessionWriter writer,
    TimeProvider clock)
{
    private const string NoToken = "invalid_token";
    private const string Held = "held";

    private static readonly TimeSpan SupersededRetry = TimeSpan.FromSeconds(1);

    internal async Task HandleAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(http, ApiJson.Default.RefreshRequest, CancellationToken.None);
        var answer = problem ?? Check(body!) ?? await RefreshAsync(http, body!);
        if (answer is not null)
        {
            await answer.ExecuteAsync(http);
        }
    }

    private static Problem? Check(RefreshRequest body) => body.IdleFor is < 0 or > RefreshRequest.MaxIdleSeconds
        ? Problem.Invalid("idleFor", $"must be from 0 to {RefreshRequest.MaxIdleSeconds} seconds")
        : null;

    /// <summary>The problem; null when the answer was written.</summary>
    private async Task<IResult?> RefreshAsync(HttpContext http, RefreshRequest body)
    {
        if (finder.Find(http.Request, body.RefreshToken, out var found) is { } misplaced)
        {
            return misplaced;
        }

        if (TokenFinder.Expected(http.Request, out var expected) is { } wrongHeader)
        {
            return wrongHeader;
        }

        // One ring for the whole request: were the key that tagged this token to be marked compromised meanwhile, an
        // answer tagged by its replacement would take a thief of the old key across.
        var ring = keys.Current;
        var caller = callers.Read(http, found.Channel);
        if (!TokenFinder.TryRead(found, ring, out var token))
        {
            return limits.RefuseGarbage(caller.Network) ?? Problem.SignIn(NoToken);
        }

        // Before the proof is looked at: what is turned away costs no signature, and its proof is good once more.
        var session = token.Handle.Hash;
        return limits.Take(caller.Network, session, out var allowance) ?? await PresentAsync(
            http, new(token.Handle, ring), allowance, new()
            {
                Handle = session,
                Generation = token.Generation,
                Channel = found.Channel,
                Proof = proofs.Read(http.Request),
                Caller = caller,
                Now = clock.GetUtcNow(),
                IdleFor = TimeSpan.FromSeconds(body.IdleFor ?? 0),
                Expected = expected,
                MacKeyCompromised = token.MacKeyCompromised,
            });
    }

    private async Task<IResult?> PresentAsync(
        HttpContext http, AnswerKeys answer, RefreshAllowance allowance, Presentation presented)
    {
        var started = clock.GetTimestamp();
        using var flight = flights.Enter(presented.Handle);
        DecidedRefresh? decided = null;
        try
        {
            // Not cancelled by a client that goes away: what it presented may be committed already, and what follows
            // from it must be known to the other answers under way.
            decided = await refresh.ExecuteAsync(presented, allowance, CancellationToken.None);
        }
        finally
        {
            limits.Settle(presented.Handle, allowance, decided?.Decision);
        }

        if (decided?.Decision is RefreshDecision.Rotate or RefreshDecision.Replay)
        {
            var problem = await AnswerAsync(http, answer, decided.Grant, flight);
            store.RecordLatency(presented.Now, clock.GetElapsedTime(started));
            return problem;
        }

        return Refuse(http, presented, decided?.Decision);
    }

    /// <summary>Written only if the session has neither ended nor moved on while this answer was made.</summary>
    private async Task<IResult?> AnswerAsync(
        HttpContext http, AnswerKeys answer, SessionGrant grant, SessionFlights.Flight flight)
    {
        switch (await flight.ClearAsync(grant.Session.Generation, CancellationToken.None))
        {
            case SessionFlights.Clearance.Ended:
                var now = await store.FindAsync(grant.Session.Handle, CancellationToken.None);
                return Problem.SignIn(now?.EndReason?.Name ?? NoToken);
            case SessionFlights.Clearance.MovedOn:
                return new Problem(ProblemType.Superseded) { RetryAfter = SupersededRetry };
            default:
                await writer.Write(http, grant, answer).ExecuteAsync(http);
                await http.Response.CompleteAsync();
                return null;
        }
    }

    private Problem Refuse(HttpContext http, Presentation presented, RefreshDecision? decision)
    {
        if (decision is RefreshDecision.End)
        {
            flights.End(presented.Handle);
        }

        if (CountsAsRefusal(decision))
        {
            limits.Refused(presented.Caller.Network, presented.Handle);
        }

        return decision switch
        {
            RefreshDecision.Mismatch => new(ProblemType.SessionMismatch),
            RefreshDecision.Refuse refuse => Problem.SignIn(refuse.Reason.Name),
            RefreshDecision.AskNonce => proofs.AskNonce(http.Response),
            RefreshDecision.Hold => Problem.SignIn(Held),
            RefreshDecision.Supersede => new(ProblemType.Superseded) { RetryAfter = SupersededRetry },
            RefreshDecision.End end => Problem.SignIn(end.Reason.Name),
            RefreshDecision.Limit => limits.Limited(presented.Handle),
            _ => Problem.SignIn(NoToken),
        };
    }

    private static bool CountsAsRefusal(RefreshDecision? decision) =>
        decision is not (RefreshDecision.Supersede or RefreshDecision.Limit);
}
