using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Tokens;

/// <summary>What an accepted access token says.</summary>
/// <param name="User">`sub`.</param>
/// <param name="Session">`sid`.</param>
/// <param name="Generation">`gen`: its use confirms this generation; null in a token that confirms nothing.</param>
/// <param name="TokenId">`jti`.</param>
/// <param name="ClientId">`client_id`.</param>
/// <param name="IssuedAt">`iat`.</param>
/// <param name="ExpiresAt">`exp`.</param>
/// <param name="AuthenticatedAt">`auth_time`.</param>
/// <param name="Roles">`roles`.</param>
public sealed record AccessTokenClaims(
    UserId User,
    SessionId Session,
    Generation? Generation,
    string TokenId,
    string ClientId,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset AuthenticatedAt,
    IReadOnlyList<string> Roles);

/// <summary>What became of an access token: the closed set of results of <see cref="AccessTokenReader"/>.</summary>
public abstract record AccessTokenResult
{
    private AccessTokenResult()
    {
    }

    /// <summary>It is good.</summary>
    public sealed record Accepted(AccessTokenClaims Claims) : AccessTokenResult;

    /// <summary>It is not; <see cref="Reason"/> is one of a closed set of words, good for logs and counters.</summary>
    public sealed record Rejected : AccessTokenResult
    {
        /// <summary>Longer than any token.</summary>
        public static readonly Rejected TooLong = new("too_long");

        /// <summary>Not three parts of canonical base64url with a signature of the right length.</summary>
        public static readonly Rejected Malformed = new("malformed");

        /// <summary>The header is no JSON object, or names a member twice.</summary>
        public static readonly Rejected MalformedHeader = new("malformed_header");

        /// <summary>The header has a member other than alg, typ and kid, such as crit, jku, jwk, x5c or x5u.</summary>
        public static readonly Rejected ForbiddenHeader = new("forbidden_header");

        /// <summary>Another algorithm than ES256.</summary>
        public static readonly Rejected WrongAlgorithm = new("wrong_algorithm");

        /// <summary>Another type than at+jwt.</summary>
        public static readonly Rejected WrongType = new("wrong_type");

        /// <summary>No key of the ring, or one that was removed.</summary>
        public static readonly Rejected UnknownKey = new("unknown_key");

        /// <summary>The signature does not hold.</summary>
        public static readonly Rejected WrongSignature = new("wrong_signature");

        /// <summary>The payload is no JSON object, or names a member twice.</summary>
        public static readonly Rejected MalformedPayload = new("malformed_payload");

        /// <summary>A claim is missing, of the wrong type or out of its range.</summary>
        public static readonly Rejected WrongClaim = new("wrong_claim");

        /// <summary>Another issuer.</summary>
        public static readonly Rejected WrongIssuer = new("wrong_issuer");

        /// <summary>For somebody else.</summary>
        public static readonly Rejected WrongAudience = new("wrong_audience");

        /// <summary>Over.</summary>
        public static readonly Rejected Expired = new("expired");

        /// <summary>From the future.</summary>
        public static readonly Rejected NotYetValid = new("not_yet_valid");

        private Rejected(string reason) => Reason = reason;

        /// <summary>The word.</summary>
        public string Reason { get; }
    }
}
