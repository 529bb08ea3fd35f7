using Tidelock.Server.Sessions;
using Tidelock.Sessions;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>A request header of the API's own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is for.</param>
/// <param name="Pattern">The form of its value, a regular expression.</param>
/// <param name="Refusal">How a request is refused in which it is wrong.</param>
internal sealed record ApiHeader(string Name, string Meaning, string Pattern, ProblemType Refusal)
{
    internal static readonly ApiHeader CrossSite = new(
        CrossSiteCheck.HeaderName,
        "Has to be there wherever the refresh cookie is used, and on sign-in in cookie mode.",
        "^1$",
        ProblemType.CrossSiteRequest);

    internal static readonly ApiHeader Session = new(
        PresentedToken.ExpectedHeader,
        "The session that the client believes is in the cookie. Another one is answered with 409 and left alone.",
        "^ses_[A-Za-z0-9_-]{22}$",
        ProblemType.Validation);

    internal static readonly ApiHeader Client = new(
        CallerReader.ClientHeader,
        "The instance id of a client in body mode, made once and kept.",
        $"^[A-Za-z0-9_-]{{{CallerReader.MinClientLength},{DeviceContext.MaxDeviceIdLength}}}$",
        ProblemType.Validation);

    internal static readonly ApiHeader Proof = new(
        ProofReader.ProofHeader,
        "A proof of the client's key (RFC 9449) for this method and URL.",
        "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        ProblemType.UseDpopNonce);
}

/// <summary>Endpoint metadata: a header that it reads.</summary>
internal sealed record HeaderRead(ApiHeader Header);

/// <summary>Endpoint metadata: a field of the query string that it reads.</summary>
internal sealed record QueryRead(QueryField Field);
