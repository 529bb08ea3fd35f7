using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Limits;
using Tidelock.Server.Tokens;

namespace Tidelock.Server.Events;

/// <summary>What a user sees of the events.</summary>
internal static class OwnEventsModule
{
    internal static void MapOwnEvents(this IEndpointRouteBuilder api) => api
        .MapGroup("/api/v1/auth").WithTags(ApiTags.Account).ForSignedIn()
        .MapGet("/events", (HttpContext http, OwnEventsEndpoint events) => events.HandleAsync(http))
        .WithMetadata(new Admission(AdmissionClass.Waiting))
        .Named("listOwnEvents", "The own events after a cursor; waits for new ones where asked to.")
        .Reads(OwnEventsEndpoint.Fields)
        .Answers<EventsAnswer>();
}
