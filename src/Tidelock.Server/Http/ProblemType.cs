using System.Collections.Frozen;

namespace Tidelock.Server.Http;

/// <summary>
/// One type of problem (RFC 9457): a stable name that clients may rely on. The set is closed; each has a page at
/// <c>/problems/{name}</c>.
/// </summary>
internal sealed record ProblemType(string Name, int Status, string Title, string Advice)
{
    private const string RetryAfter = "Retry-After";

    internal static readonly ProblemType Validation = new("validation", 400, "A field is wrong",
        "Correct the fields named in `errors` and send the request again.");

    internal static readonly ProblemType MalformedRequest = new("malformed-request", 400, "The request can't be read",
        "Send well-formed JSON, and each credential once and in one place.");

    internal static readonly ProblemType BodyTooLarge = new("body-too-large", 413, "The body is too large",
        "Send at most 16 KB.");

    internal static readonly ProblemType RequestTimeout = new("request-timeout", 408, "The body took too long",
        "Send the whole body at once; nothing was used up. Try again.");

    internal static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", 415,
        "The content type is not supported", "Send `Content-Type: application/json` in UTF-8, "
        + "or `application/x-www-form-urlencoded` to `/oauth/revoke`.");

    internal static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405,
        "The method is not supported here", "Use one of the methods named in `Allow`.");

    internal static readonly ProblemType InvalidCredentials = new("invalid-credentials", 401,
        "Name or password is wrong", "Ask the user again. Nothing more is said about which of the two was wrong.")
    {
        Challenge = Challenges.SignIn,
    };

    internal static readonly ProblemType AccountDisabled = new("account-disabled", 403, "The account is disabled",
        "An administrator has to enable it.");

    internal static readonly ProblemType SignInRequired = new("sign-in-required", 401, "Please sign in again",
        "Keep the user's work and ask them to sign in. `reason` says why, for example `session_limit`; with `held` "
        + "the session itself goes on for its holder.")
    {
        Challenge = Challenges.SignIn,
    };

    internal static readonly ProblemType UseDpopNonce = new("use-dpop-nonce", 401, "The proof needs a nonce",
        "Make a new proof that carries the nonce of the `DPoP-Nonce` header and send the request again.")
    {
        Challenge = Challenges.ProofWithNonce,
        Headers = ["DPoP-Nonce"],
    };

    internal static readonly ProblemType DpopRequired = new("dpop-required", 400, "A proof of possession is required",
        "Send a DPoP proof (RFC 9449) with the request.");

    internal static readonly ProblemType InvalidAccessToken = new("invalid-access-token", 401,
        "The access token is not valid", "Renew it and try once more.")
    {
        Challenge = Challenges.AnotherAccessToken,
    };

    internal static readonly ProblemType Forbidden = new("forbidden", 403, "This is not allowed for you",
        "Sign in as somebody who may.");

    internal static readonly ProblemType FreshSignInRequired = new("fresh-sign-in-required", 403,
        "Please sign in again for this",
        "A session without a key administers for an hour after its sign-in only. Sign in again, or with a key.");

    internal static readonly ProblemType CrossSiteRequest = new("cross-site-request", 403,
        "The request does not come from a page that may send it",
        "Send the header `X-Tidelock: 1` from the server's own origin or from one on the list `Cors:Origins`.");

    internal static readonly ProblemType NotFound = new("not-found", 404, "There is nothing here",
        "Check the address.");

    internal static readonly ProblemType Superseded = new("superseded", 409, "A newer token is in use",
        "Read your credential again (another tab or process has renewed it), wait for `Retry-After` and try again.")
    {
        Headers = [RetryAfter],
    };

    internal static readonly ProblemType SessionMismatch = new("session-mismatch", 409, "Another session is here now",
        "Somebody signed in meanwhile in this browser. Load the page again.");

    internal static readonly ProblemType SessionLimit = new("session-limit", 409, "Too many sessions",
        "End one of the other sessions first.");

    internal static readonly ProblemType NameTaken = new("name-taken", 409, "The name is taken", "Choose another one.");

    internal static readonly ProblemType LastAdministrator = new("last-administrator", 409,
        "This is the last administrator",
        "Make somebody else an administrator first (role `tidelock-admin`, account enabled), and try again.");

    internal static readonly ProblemType LinkInvalid = new("link-invalid", 410, "The link is not valid any more",
        "Ask for a new one; each works once and for a limited time.");

    internal static readonly ProblemType WeakPassword = new("weak-password", 400, "The password is not good enough",
        "Choose another one; `errors` says what is wrong with it.");

    internal static readonly ProblemType RateLimited = new("rate-limited", 429, "Too many requests",
        "Wait for `Retry-After`. Nothing was changed and no token was used up.")
    {
        Headers = [RetryAfter],
    };

    internal static readonly ProblemType Overloaded = new("overloaded", 503, "The server is busy",
        "Wait for `Retry-After` and try again. Nothing was changed and no token was used up.")
    {
        Headers = [RetryAfter],
    };

    internal static readonly ProblemType StoreUnavailable = new("store-unavailable", 503,
        "The store can't take changes now",
        "Wait for `Retry-After` and try again. With the reason `outcome_unknown` the change may have been made.")
    {
        Headers = [RetryAfter],
    };

    internal static readonly ProblemType BackupFailed = new("backup-failed", 500, "The backup could not be written",
        "Look at `detail`: make room, or name a place that the server may write to. No file was left behind.");

    internal static readonly ProblemType InternalError = new("internal-error", 500, "Something went wrong here",
        "Tell the operator the `traceId`.");

    private static readonly FrozenDictionary<string, ProblemType> ByName =
        All().ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>What an answer asks for that is not given, in <c>WWW-Authenticate</c>; each 401 has one.</summary>
    internal string? Challenge { get; private init; }

    /// <summary>The stable URI reference that stands in answers.</summary>
    internal string Type => $"/problems/{Name}";

    /// <summary>What a client reads beside the body.</summary>
    internal IReadOnlyList<string> Headers
    {
        get => Challenge is null ? field : [.. field, "WWW-Authenticate"];
        private init;
    } = [];

    internal static ProblemType? Find(string name) => ByName.GetValueOrDefault(name);

    internal static IReadOnlyList<ProblemType> All() =>
    [
        Validation, MalformedRequest, BodyTooLarge, RequestTimeout, UnsupportedMediaType, MethodNotAllowed,
        InvalidCredentials, AccountDisabled, SignInRequired, UseDpopNonce, DpopRequired, InvalidAccessToken, Forbidden,
        FreshSignInRequired, CrossSiteRequest, NotFound, Superseded, SessionMismatch, SessionLimit, NameTaken,
        LastAdministrator, LinkInvalid, WeakPassword, RateLimited, Overloaded, StoreUnavailable, BackupFailed,
        InternalError,
    ];
}
