using Tidelock.Server.Http;

namespace Tidelock.Server.Tokens;

/// <summary>
/// `POST /api/v1/client-events`: the access token that comes with it has confirmed its generation on the way in; more
/// is not looked at yet.
/// </summary>
internal static class ClientEvents
{
    internal static async Task<IResult> HandleAsync(HttpContext http)
    {
        var (_, problem) = await JsonBody.ReadAsync(http, ApiJson.Default.EmptyRequest, CancellationToken.None);
        return problem is null ? TypedResults.NoContent() : problem;
    }
}
