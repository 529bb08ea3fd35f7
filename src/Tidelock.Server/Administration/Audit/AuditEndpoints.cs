using System.Text.Json;
using Tidelock.Events;
using Tidelock.Keys;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;

namespace Tidelock.Server.Administration.Audit;

/// <summary>Reads, exports, verifies and seals the audit log.</summary>
internal static class AuditEndpoints
{
    private const string LinesOfJson = "application/x-ndjson";

    internal static void MapAudit(this RouteGroupBuilder admin)
    {
        admin.MapGet("/audit/events", ListAsync)
            .Named("searchEvents", "Searches the audit log.")
            .Reads(EventQueryText.Fields)
            .Answers<EventPage>();
        admin.MapGet("/audit/export", ExportAsync)
            .Named("exportEvents", "Everything up to now that matches, as lines of JSON.")
            .Reads(EventQueryText.Fields)
            .Answers<EventView>(contentType: LinesOfJson);
        admin.MapPost("/audit/verify", VerifyAsync)
            .Named("verifyEvents", "Walks the chains of the audit log.")
            .Takes<VerifyRequest>(BodyPresence.Optional)
            .Answers<VerdictView>();
        admin.MapPost("/audit/seal", SealAsync)
            .Named("sealEvents", "Seals what waits, at once.")
            .AnswersNothing();
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, IEventStore events, EventSealer sealer, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = EventQueryText.Read(http.Request.Query, errors);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        // What was done a moment ago has no position yet, and whoever did it looks here first.
        await sealer.SealAsync(cancellationToken);
        var found = await events.ReadAsync(query, cancellationToken);
        var cursor = found.Count == query.Limit ? found[^1].Position : (long?)null;
        return AdminJson.Ok(new EventPage([.. found.Select(EventView.Of)], cursor));
    }

    /// <summary>Everything that matches up to now, oldest first, one JSON object a line.</summary>
    private static async Task<IResult> ExportAsync(
        HttpContext http, Operator by, IEventStore events, EventSealer sealer, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = EventQueryText.Read(http.Request.Query, errors);
        if (errors.Problem is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        await events.AppendAsync([by.Does(EventCatalogue.EventsExported, now)], cancellationToken);
        await sealer.SealAsync(cancellationToken);
        var newest = await events.ReadAsync(new() { NewestFirst = true, Limit = 1 }, cancellationToken);
        var last = newest.Count == 0 ? 0 : newest[0].Position;
        var all = query with { Limit = EventQuery.MaxLimit, NewestFirst = false };
        return Results.Stream(body => WriteLinesAsync(body, all, last, events, cancellationToken), LinesOfJson);
    }

    /// <summary>Up to a position and not to a time: the clock may have been set back since.</summary>
    private static async Task WriteLinesAsync(
        Stream body, EventQuery query, long last, IEventStore events, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await events.ReadAsync(query, cancellationToken);
            foreach (var stored in page.Where(stored => stored.Position <= last))
            {
                await JsonSerializer.SerializeAsync(
                    body, EventView.Of(stored), AdminJson.Default.EventView, cancellationToken);
                await body.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            if (page.Count < query.Limit || page[^1].Position >= last)
            {
                return;
            }

            query = query with { After = page[^1].Position };
        }
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext http, IEventStore events, KeyRingKeeper keys, EventSealer sealer, HeadFile heads,
        CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(http, AdminJson.Default.VerifyRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        // Whoever cuts the end of a chain together with its seals must also think of the file beside the database.
        List<ChainHead> known = [.. heads.Read().All];
        if (HeadText.Read(request.Heads ?? [], known) is { } wrong)
        {
            return wrong;
        }

        await sealer.SealAsync(cancellationToken);
        var verdict = await events.VerifyAsync(keys.Current, known, cancellationToken);
        return AdminJson.Ok(new VerdictView(
            verdict.Holds,
            verdict.EventsChecked,
            verdict.Waiting,
            verdict.Erased,
            [.. verdict.Breaks.Select(found => new BreakView(
                HeadText.NameOf(found.Retention), found.Link, found.Kind, found.Explanation))],
            [.. verdict.Heads.Select(HeadText.Write)]));
    }

    private static async Task<IResult> SealAsync(EventSealer sealer, CancellationToken cancellationToken)
    {
        await sealer.SealAsync(cancellationToken);
        return Results.NoContent();
    }
}
