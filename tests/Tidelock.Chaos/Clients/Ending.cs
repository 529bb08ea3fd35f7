namespace Tidelock.Chaos.Clients;

/// <summary>The ways in which people and administrators end sessions.</summary>
internal static class Ending
{
    /// <summary>The person signs out.</summary>
    internal static Task<Reply?> SignOutAsync(Ledger ledger, KnownSession session) => ClaimAsync(
        ledger, "signed_out", [session],
        () => session.Device.SendAsync(
            HttpMethod.Post, "/api/v1/auth/logout", session.Device.BodyOf(session.Token),
            session.Device.CookieOf(session.Token)));

    /// <summary>The person ends another session of the own.</summary>
    internal static Task<Reply?> EndOtherAsync(Ledger ledger, KnownSession by, KnownSession other) => ClaimAsync(
        ledger, "signed_out_elsewhere", [other],
        () => SendAsync(by, HttpMethod.Delete, $"/api/v1/auth/tokens/{other.Id}"));

    /// <summary>An administrator ends a session.</summary>
    internal static async Task<Reply?> EndAsAdministratorAsync(Ledger ledger, KnownSession by, KnownSession session)
    {
        var reply = await ClaimAsync(
            ledger, "ended_by_operator", [session],
            () => SendAsync(by, HttpMethod.Delete, $"/api/v1/admin/sessions/{session.Id}"));
        if (reply is { Status: 404 } && !ledger.StateOf(session).MayBeOver)
        {
            ledger.Break(Promise.NothingIsLost, $"The node does not know {session.Id}, which nobody ended.");
        }

        return reply;
    }

    /// <summary>The person ends all other sessions.</summary>
    internal static Task<Reply?> EndOthersAsync(Ledger ledger, KnownSession by) => InTurnAsync(
        by.Account,
        () => ClaimAsync(
            ledger, "signed_out_elsewhere", Of(ledger, by.Account).Where(session => session != by),
            () => SendAsync(by, HttpMethod.Post, "/api/v1/auth/logout-others")));

    /// <summary>
    /// The person changes the password: every session ends, and the device goes on in a new one. The change and the
    /// new session are two steps, so that an answer of 503 leaves the first one open.
    /// </summary>
    internal static Task<Reply?> ChangePasswordAsync(Ledger ledger, Device device, string next) => InTurnAsync(
        device.Account,
        async () =>
        {
            var (account, session) = (device.Account, device.Session!);
            var before = account.Passwords;
            var claim = ledger.Claim("password_changed", Of(ledger, account));
            account.Passwords = [next, .. before];
            var reply = await SendAsync(
                session, HttpMethod.Post, "/api/v1/auth/password",
                new { currentPassword = before[0], newPassword = next });
            if (reply is { Status: 200 })
            {
                ledger.Acknowledge(claim);
                account.Passwords = [next];
                device.Session = SigningIn.Started(ledger, device, reply);
            }
            else if (reply is not (null or { IsUnavailable: true } or { Reason: "password_changed" }))
            {
                ledger.Withdraw(claim);
                account.Passwords = before;
            }

            return reply;
        });

    private static async Task<Reply?> ClaimAsync(
        Ledger ledger, string reason, IEnumerable<KnownSession> sessions, Func<Task<Reply?>> ask)
    {
        var claim = ledger.Claim(reason, sessions);
        var reply = await ask();
        if (reply is { IsOk: true })
        {
            ledger.Acknowledge(claim);
        }
        else if (reply is not (null or { IsOpen: true }))
        {
            ledger.Withdraw(claim);
        }

        return reply;
    }

    private static async Task<Reply?> InTurnAsync(Account account, Func<Task<Reply?>> ask)
    {
        await account.Turn.WaitAsync();
        try
        {
            return await ask();
        }
        finally
        {
            account.Turn.Release();
        }
    }

    private static Task<Reply?> SendAsync(KnownSession by, HttpMethod method, string path, object? body = null) =>
        by.Device.SendAsync(method, path, body, accessToken: by.AccessToken);

    private static IEnumerable<KnownSession> Of(Ledger ledger, Account account) =>
        ledger.Sessions.Where(session => session.Account == account);
}
