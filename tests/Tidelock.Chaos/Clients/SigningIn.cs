namespace Tidelock.Chaos.Clients;

/// <summary>Starts a session on a device.</summary>
internal static class SigningIn
{
    private const string Path = "/api/v1/auth/login";

    /// <summary>Signs in; in the place of the session that the device holds, when it holds one in its cookie.</summary>
    internal static async Task<Reply?> SignInAsync(Ledger ledger, Device device)
    {
        var account = device.Account;
        await account.Turn.WaitAsync();
        try
        {
            var before = device.Keeps == Keeps.InCookie ? device.Session : null;
            var claim = ledger.Claim("replaced_by_sign_in", before is null ? [] : [before]);
            var reply = await TryPasswordsAsync(ledger, device, before?.Token);
            if (reply is { Status: 200 })
            {
                ledger.Acknowledge(claim);
                device.Session = Started(ledger, device, reply);
            }
            else if (reply is not (null or { IsOpen: true }))
            {
                ledger.Withdraw(claim);
            }

            return reply;
        }
        finally
        {
            account.Turn.Release();
        }
    }

    /// <summary>The session of an answer that starts one.</summary>
    internal static KnownSession Started(Ledger ledger, Device device, Reply reply)
    {
        var token = device.Keeps == Keeps.InCookie ? reply.RefreshCookie! : reply.Text("refreshToken");
        var id = reply.Body.GetProperty("session").GetProperty("id").GetString()!;
        var session = new KnownSession(device.Account, device, id);
        ledger.Started(session, token, reply.Text("accessToken"));
        return session;
    }

    private static async Task<Reply?> TryPasswordsAsync(Ledger ledger, Device device, string? token)
    {
        var account = device.Account;
        foreach (var password in account.Passwords)
        {
            var mode = device.Keeps == Keeps.InCookie ? "cookie" : "body";
            var body = new { username = account.Name, password, mode, remember = true };
            var reply = await device.SendAsync(HttpMethod.Post, Path, body, token);
            if (reply is not { Status: 401 })
            {
                account.Passwords = reply is { Status: 200 } ? [password] : account.Passwords;
                return reply;
            }
        }

        ledger.Break(
            Promise.NothingIsLost,
            $"{account.Name} can't sign in with {(account.Passwords.Count == 1 ? "the" : "any")} password.");
        return null;
    }
}
