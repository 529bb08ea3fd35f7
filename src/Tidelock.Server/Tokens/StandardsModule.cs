using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Sessions;

namespace Tidelock.Server.Tokens;

/// <summary>What a stranger's client relies on, and the confirmation of tokens.</summary>
internal static class StandardsModule
{
    internal static void MapStandards(this IEndpointRouteBuilder api)
    {
        api.MapGroup("/api/v1").WithTags(ApiTags.Sessions).Asks(Credential.AccessToken)
            .MapPost("/client-events", (HttpContext http, ClientEvents events) => events.HandleAsync(http))
            .Named("confirm", "Confirms that the newest tokens have arrived, and tells what the client measured.")
            .Takes<ClientEventsRequest>(BodyPresence.Optional)
            .AnswersNothing()
            .Refuses(ProblemType.CrossSiteRequest, ProblemType.RateLimited);
        var standards = api.MapGroup(string.Empty).WithTags(ApiTags.Standards);
        standards.MapGet(
                "/.well-known/openid-configuration",
                (HttpContext http, MetadataEndpoints metadata) => metadata.DiscoveryAsync(http))
            .Named("getDiscovery", "Discovery metadata (RFC 8414).")
            .Answers<DiscoveryAnswer>();
        standards.MapGet(
                MetadataEndpoints.JwksPath,
                (HttpContext http, MetadataEndpoints metadata) => metadata.JwksAsync(http))
            .Named("getKeys", "The public keys that verify access tokens (RFC 7517).")
            .Answers<KeySetAnswer>(contentType: MetadataEndpoints.KeySetType)
            .AnswersNothing(StatusCodes.Status304NotModified);
        standards.MapPost(
                MetadataEndpoints.RevokePath,
                (HttpContext http, RevokeEndpoint revoke) => revoke.HandleAsync(http))
            .Named("revoke", "Ends the session of a refresh or access token (RFC 7009).")
            .TakesForm<RevokeForm>()
            .Reads(ApiHeader.Client)
            .AnswersNothing(StatusCodes.Status200OK)
            .Refuses(ProblemType.RateLimited, ProblemType.StoreUnavailable);
    }
}
