using Tidelock.Keys;
using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Sessions;

/// <summary>Starts the session of a sign-in whose password was right, and answers with its tokens.</summary>
internal sealed class SignInStart(
    StartSession start,
    SignInAudit audit,
    TokenFinder finder,
    SessionCookies cookies,
    SessionFlights flights,
    SessionWriter writer,
    SessionPolicy policy,
    KeyRingKeeper keys)
{
    internal async Task<IResult> StartAsync(HttpContext http, SignInRequest request, Credentials credentials)
    {
        var replaced = ReplacedBy(http.Request, request.Channel);
        var started = await start.ExecuteAsync(
            new()
            {
                User = credentials.User,
                VerifiedPassword = credentials.Password,
                Channel = request.Channel,
                Remember = request.Remember,
                Caller = request.Caller,
                Proof = request.Proof,
                Replaced = replaced,
            },
            CancellationToken.None);
        if (started.Start.Grant is not { } grant)
        {
            return await RefuseAsync(http, request, credentials.User, started.Start.Admission);
        }

        await SettleEndedAsync(started.Start.Ended, [replaced], CancellationToken.None);
        var device = request.Device.With(credentials.User.Id).Write(keys.Current);
        if (request.Channel == Channel.Cookie)
        {
            cookies.SetDevice(http.Response, device);
        }

        return writer.Write(http, grant, new(started.Handle, keys.Current), deviceToken: device);
    }

    /// <summary>
    /// Starts a session in the place of <paramref name="before"/>, which ended together with all others when its user
    /// changed the password: whoever had copied that session is out, and its holder goes on.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="before">The session that ended.</param>
    /// <param name="caller">From where.</param>
    /// <param name="credentials">The user, with the new password.</param>
    /// <param name="ended">How many sessions ended.</param>
    internal async Task<IResult> ContinueAsync(
        HttpContext http, Session before, Caller caller, Credentials credentials, int ended)
    {
        if (policy.Binding == BindingMode.Required && !before.IsBound)
        {
            // From a time when it was not: it could not be renewed either.
            return Problem.SignIn(EndReason.PasswordChanged.Name);
        }

        var replaced = ReplacedBy(http.Request, before.Channel);
        var started = await start.ExecuteAsync(
            new()
            {
                User = credentials.User,
                VerifiedPassword = credentials.Password,
                Channel = before.Channel,
                Remember = before.Remembered,
                Caller = caller,
                CarriedKey = before.Key,
                Replaced = replaced,
            },
            CancellationToken.None);
        if (started.Start.Grant is not { } grant)
        {
            return Problem.SignIn(EndReason.PasswordChanged.Name);
        }

        await SettleEndedAsync(started.Start.Ended, [before.Handle, replaced], CancellationToken.None);
        return writer.Write(http, grant, new(started.Handle, keys.Current), ended);
    }

    /// <summary>
    /// Whoever shows a password ends the session whose cookie is replaced, whoever's it is: it would live on, held by
    /// nobody.
    /// </summary>
    private HandleHash? ReplacedBy(HttpRequest request, Channel channel) =>
        channel == Channel.Cookie && finder.TryReadCookie(request, out var token) ? token.Handle.Hash : null;

    /// <summary>The new cookie must arrive last: late answers of the old sessions are waited for.</summary>
    private async Task SettleEndedAsync(
        IReadOnlyList<HandleHash> ended, HandleHash?[] inThisBrowser, CancellationToken cancellationToken)
    {
        foreach (var session in ended)
        {
            flights.End(session);
        }

        await Task.WhenAll(inThisBrowser.OfType<HandleHash>()
            .Select(session => flights.EndAndDrainAsync(session, cancellationToken)));
    }

    /// <summary>Without an admission the account was disabled, erased or given another password a moment ago.</summary>
    private async Task<IResult> RefuseAsync(
        HttpContext http, SignInRequest request, User user, Tidelock.Sessions.Admission? admission)
    {
        if (admission is not Tidelock.Sessions.Admission.Refuse)
        {
            await audit.FailedAsync(request, user, CancellationToken.None);
            return new Problem(ProblemType.InvalidCredentials);
        }

        await audit.LimitAsync(request, user, CancellationToken.None);
        return new Problem(ProblemType.SessionLimit);
    }
}
