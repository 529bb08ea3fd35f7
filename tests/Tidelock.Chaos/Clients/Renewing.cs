namespace Tidelock.Chaos.Clients;

/// <summary>Presents the token of a session, and compares the answer with what must be.</summary>
internal static class Renewing
{
    private const string Path = "/api/v1/auth/refresh";
    private const string SignInRequired = "sign-in-required";

    /// <summary>Renews once; gives the answer, or null when it was lost.</summary>
    internal static async Task<Reply?> RenewAsync(Ledger ledger, KnownSession session)
    {
        var device = session.Device;
        var (token, wasOver) = (session.Token, ledger.StateOf(session).IsOver);
        var reply = await device.SendAsync(HttpMethod.Post, Path, device.BodyOf(token), device.CookieOf(token));
        switch (reply)
        {
            case null or { IsUnavailable: true }:
                break;
            case { Status: 200 }:
                Take(ledger, session, reply, TokenText.GenerationOf(token), wasOver);
                break;
            case { Status: 401 } when reply.Problem == SignInRequired:
                ledger.Told(session, reply.Reason);
                break;
            default:
                ledger.Break(Promise.NothingIsLost, $"{session.Id} of {device} was answered with {reply}.");
                break;
        }

        return reply;
    }

    /// <summary>Two tabs present one token at the same moment.</summary>
    internal static async Task<Reply?> RaceAsync(Ledger ledger, KnownSession session) =>
        (await Task.WhenAll(RenewAsync(ledger, session), RenewAsync(ledger, session)))[0];

    /// <summary>Uses the access token, which shows that its generation arrived.</summary>
    internal static Task<Reply?> ConfirmAsync(KnownSession session) => session.Device.SendAsync(
        HttpMethod.Post, "/api/v1/client-events", new { }, accessToken: session.AccessToken);

    private static void Take(Ledger ledger, KnownSession session, Reply reply, int presented, bool wasOver)
    {
        if (wasOver)
        {
            ledger.Break(Promise.WhatEndedStaysEnded, $"{session.Id} had ended and was renewed.");
        }

        var token = session.Device.Keeps == Keeps.InCookie ? reply.RefreshCookie : reply.Text("refreshToken");
        if (string.IsNullOrEmpty(token))
        {
            ledger.Break(Promise.EveryAnswerHelps, $"{session.Id} was renewed without a token.");
            return;
        }

        var generation = TokenText.GenerationOf(token);
        if (generation != presented + 1)
        {
            ledger.Break(
                Promise.NothingIsLost, $"{session.Id} presented generation {presented} and got {generation}.");
        }

        ledger.Issued(session, token, reply.Text("accessToken"));
    }
}
