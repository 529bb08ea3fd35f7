using System.Text;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Sessions;
using Tidelock.Storage;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Server.Sessions;

/// <summary>`POST /api/v1/auth/login`: checks a password and starts a session.</summary>
internal sealed class LoginEndpoint(
    IUserStore users,
    PasswordHashing passwords,
    SignInLimits limits,
    SignInStart start,
    SignInAudit audit,
    CrossSiteCheck crossSite,
    SessionCookies cookies,
    ProofReader proofs,
    CallerReader callers,
    SessionPolicy policy,
    IRandomSource random)
{
    internal async Task<IResult> HandleAsync(HttpContext http)
    {
        var (body, problem) = await JsonBody.ReadAsync(http, ApiJson.Default.LoginRequest, CancellationToken.None);
        if (problem is not null)
        {
            return problem;
        }

        var channel = body!.Mode == "body" ? Channel.Body : Channel.Cookie;
        return Check(body) ?? (channel == Channel.Cookie ? CheckCookies(http.Request) : null)
            ?? await SignInAsync(http, body, channel);
    }

    private Problem? CheckCookies(HttpRequest request) => crossSite.Check(request) ?? cookies.Check(request);

    private static Problem? Check(LoginRequest body)
    {
        var errors = new FieldErrors();
        errors.Required("username", body.Username, LoginRequest.MaxNameLength);
        errors.Required("password", body.Password, PasswordPolicy.MaxLength);
        if (body.Mode is not (null or "cookie" or "body"))
        {
            errors.Add("mode", "must be cookie or body");
        }

        if (body is { DeviceToken: not null, Mode: null or "cookie" })
        {
            errors.Add("deviceToken", "is for mode body; a browser's device is known by its cookie");
        }

        return errors.Problem;
    }

    private async Task<IResult> SignInAsync(HttpContext http, LoginRequest body, Channel channel)
    {
        var known = channel == Channel.Cookie
            ? callers.ReadDevice(http.Request)
            : callers.ReadDevice(body.DeviceToken);
        var device = known ?? DeviceToken.New(random);
        var caller = CallerReader.Read(http, ContextId(http.Request, channel, device));
        if (limits.TakeAddress(caller.Network) is { } tooMany)
        {
            return tooMany;
        }

        // Before any password is checked, so that a wrong clock costs nobody a try.
        var proof = proofs.Read(http.Request);
        switch (SignInBindingRules.Decide(policy.Binding, proof))
        {
            case SignInBinding.AskNonce:
                return proofs.AskNonce(http.Response);
            case SignInBinding.ProofRequired:
                return new Problem(ProblemType.DpopRequired);
        }

        var request = new SignInRequest(body.Username!, body.Remember ?? false, channel, caller, proof, device);
        return await CheckPasswordAsync(http, request, body.Password!);
    }

    /// <summary>
    /// What the session's device context is made of, and must be at every refresh. A native client shows its device
    /// token at sign-in only, so its instance id is all that can count there.
    /// </summary>
    private static string ContextId(HttpRequest request, Channel channel, DeviceToken device)
    {
        var instance = CallerReader.ClientId(request);
        return channel == Channel.Cookie ? device.DeviceId : instance;
    }

    private async Task<IResult> CheckPasswordAsync(HttpContext http, SignInRequest request, string password)
    {
        var known = LoginName.TryParse(request.Name, out var name);
        var credentials = known ? await users.FindAsync(name, CancellationToken.None) : null;
        var attempt = TryOf(known ? name.Value : request.Name, credentials?.User.Id, request.Device);
        if (limits.TakeTry(attempt) is { } limited)
        {
            await audit.LockedOutAsync(request, credentials?.User, attempt, CancellationToken.None);
            return limited;
        }

        var check = await passwords.CheckAsync(credentials?.Password, password, CancellationToken.None);
        if (check is null)
        {
            limits.GiveBack(attempt);
            return Problem.Busy();
        }

        if (check == PasswordCheck.Wrong)
        {
            await audit.FailedAsync(request, credentials?.User, CancellationToken.None);
            return new Problem(ProblemType.InvalidCredentials);
        }

        limits.GiveBack(attempt);
        if (credentials!.User.DisabledAt is not null)
        {
            await audit.DisabledAsync(request, credentials.User, CancellationToken.None);
            return new Problem(ProblemType.AccountDisabled);
        }

        // The session is started on the verifier that was checked; only then may that change.
        var answer = await start.StartAsync(http, request, credentials);
        await RehashIfWeakAsync(check.Value, credentials, password, CancellationToken.None);
        return answer;
    }

    /// <summary>
    /// A known device has a bucket of its own. Otherwise the account counts, by whichever of its names it was called,
    /// or the name in one spelling when nobody has it.
    /// </summary>
    private static SignInTry TryOf(string name, UserId? user, DeviceToken device) => new(
        Digest.Of(Encoding.UTF8.GetBytes(user?.ToString() ?? name)),
        user is { } id && device.IsKnownTo(id) ? (id, device.DeviceId) : null);

    /// <summary>
    /// Costs one hash more, once; given up when the threads are busy or the store fails. The session has started by
    /// then, and the one before has ended for it: its answer must not be lost for this.
    /// </summary>
    private async Task RehashIfWeakAsync(
        PasswordCheck check, Credentials credentials, string password, CancellationToken cancellationToken)
    {
        if (check == PasswordCheck.RightButWeak
            && await passwords.HashAsync(password, cancellationToken) is { } stronger)
        {
            try
            {
                await users.RehashPasswordAsync(
                    credentials.User.Id, credentials.Password!.Value, stronger, cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // The next sign-in tries again.
            }
        }
    }
}
