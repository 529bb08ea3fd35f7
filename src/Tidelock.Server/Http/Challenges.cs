namespace Tidelock.Server.Http;

/// <summary>
/// What a 401 asks for in <c>WWW-Authenticate</c> (RFC 9110 §11.6.1). None is a scheme for which browsers open a
/// password prompt of their own: Basic, Digest, NTLM and Negotiate.
/// </summary>
internal static class Challenges
{
    /// <summary>
    /// Sign in. No registered scheme stands for a name and password in a JSON body or for a refresh token, and
    /// <c>Bearer</c> would send clients to renew an access token where renewing is what was just refused.
    /// </summary>
    internal const string SignIn = "Tidelock";

    /// <summary>Bring an access token; none was there (RFC 6750 §3: at least one parameter, and no error).</summary>
    internal const string AccessToken = "Bearer realm=\"tidelock\"";

    /// <summary>Bring another access token: this one is good for nothing any more (RFC 6750 §3.1).</summary>
    internal const string AnotherAccessToken = "Bearer error=\"invalid_token\"";

    /// <summary>Prove the key again, with the nonce of <c>DPoP-Nonce</c> (RFC 9449 §8).</summary>
    internal const string ProofWithNonce = "DPoP error=\"use_dpop_nonce\"";
}
