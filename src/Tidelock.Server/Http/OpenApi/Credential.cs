namespace Tidelock.Server.Http.OpenApi;

/// <summary>What a request has to bring.</summary>
internal enum Credential
{
    /// <summary>Nothing; what gives the right, if anything does, stands in the body.</summary>
    None,

    /// <summary>A refresh token, in the cookie or in the body.</summary>
    RefreshToken,

    /// <summary>An access token of a live session.</summary>
    AccessToken,

    /// <summary>An administrator's access token, or the admin socket.</summary>
    Administrator,
}

/// <summary>Endpoint metadata: what its requests have to bring.</summary>
internal sealed record CredentialNeeded(Credential Credential)
{
    /// <summary>How requests without it are refused.</summary>
    internal IEnumerable<ProblemType> Refusals => Credential switch
    {
        Credential.RefreshToken =>
        [
            ProblemType.MalformedRequest, ProblemType.CrossSiteRequest, ProblemType.SignInRequired,
            ProblemType.StoreUnavailable,
        ],
        Credential.AccessToken =>
            [ProblemType.InvalidAccessToken, ProblemType.SignInRequired, ProblemType.StoreUnavailable],
        Credential.Administrator =>
        [
            ProblemType.InvalidAccessToken, ProblemType.SignInRequired, ProblemType.Forbidden,
            ProblemType.FreshSignInRequired, ProblemType.StoreUnavailable,
        ],
        _ => [],
    };
}
