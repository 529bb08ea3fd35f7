using Microsoft.Net.Http.Headers;
using Tidelock.Server.Http;
using Tidelock.Server.Limits;

namespace Tidelock.Server.Tokens;

/// <summary>
/// `POST /api/v1/client-events`: the access token that comes with it confirms its generation; what the client measured
/// goes into metrics. A page that goes away sends a beacon, which has no headers: its token stands in the body, and its
/// content type is one that needs no preflight. Cookies are never looked at.
/// </summary>
internal sealed class ClientEvents(
    BearerCheck bearer, CrossSiteCheck crossSite, ClientEventLimits limits, ClientMetrics metrics)
{
    private const string BeaconType = "text/plain";

    internal Task<IResult> HandleAsync(HttpContext http) =>
        IsBeacon(http.Request) ? HandleBeaconAsync(http) : HandleWithHeaderAsync(http);

    private static bool IsBeacon(HttpRequest request) =>
        request.Headers.Authorization.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(BeaconType, StringComparison.OrdinalIgnoreCase);

    private async Task<IResult> HandleWithHeaderAsync(HttpContext http)
    {
        var (who, refusal) = await bearer.CheckAsync(http, CancellationToken.None);
        if (who is null)
        {
            return refusal!;
        }

        var (told, problem) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ClientEventsRequest, CancellationToken.None);
        if (told is null)
        {
            return problem!;
        }

        return told.AccessToken is null
            ? Take(who, told)
            : new Problem(ProblemType.MalformedRequest) { Detail = "There are two access tokens." };
    }

    private async Task<IResult> HandleBeaconAsync(HttpContext http)
    {
        if (crossSite.CheckOrigin(http.Request) is { } foreign)
        {
            return foreign;
        }

        var (told, problem) = await JsonBody.ReadAsync(
            http, ApiJson.Default.ClientEventsRequest, CancellationToken.None, BeaconType);
        if (told is null)
        {
            return problem!;
        }

        var (who, refusal) = await bearer.CheckAsync(told.AccessToken, CancellationToken.None);
        return who is null ? refusal! : Take(who, told);
    }

    private IResult Take(SignedIn who, ClientEventsRequest told)
    {
        if (told.Check() is { } problem)
        {
            return problem;
        }

        if (told.TellsSomething)
        {
            if (limits.Take(who.Session.Id) is { } limited)
            {
                return limited;
            }

            metrics.Count(told);
        }

        return TypedResults.NoContent();
    }
}
