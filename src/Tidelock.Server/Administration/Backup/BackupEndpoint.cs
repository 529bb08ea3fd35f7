using Tidelock.Events;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Storage;

namespace Tidelock.Server.Administration.Backup;

/// <summary>
/// Writes a copy of the database to a path on the server's machine: only for somebody who is on that machine anyway.
/// </summary>
internal static class BackupEndpoint
{
    internal static void MapBackup(this RouteGroupBuilder admin) => admin.MapPost("/backup", WriteAsync)
        .WithMetadata(new SocketOnly("Backups are made over the admin socket only."))
        .Named("backUp", "Writes a copy of the database to a new file. Over the admin socket only.")
        .Takes<BackupRequest>()
        .Answers<BackupView>();

    private static async Task<IResult> WriteAsync(
        HttpContext http, Operator by, IDatabase database, IEventStore events, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(http, AdminJson.Default.BackupRequest, cancellationToken);
        if (request is null)
        {
            return problem!;
        }

        if (Mistake(request.Path) is { } mistake)
        {
            await events.AppendAsync([Failed("path_refused")], CancellationToken.None);
            return Problem.Invalid("path", mistake);
        }

        try
        {
            await database.BackupAsync(request.Path!, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await events.AppendAsync([Failed("not_written")], CancellationToken.None);
            return new Problem(ProblemType.BackupFailed) { Detail = failure.Message };
        }

        await TellAsync(request.Path!, events, by.Does(EventCatalogue.BackupMade, clock.GetUtcNow()));
        return AdminJson.Ok(new BackupView(request.Path!, new FileInfo(request.Path!).Length));

        EventDraft Failed(string reason) => by.Does(EventCatalogue.BackupFailed, clock.GetUtcNow()) with
        {
            Outcome = Outcome.Refused,
            Reason = reason,
        };
    }

    /// <summary>A copy of everything that the audit log can't tell of is not kept.</summary>
    private static async Task TellAsync(string path, IEventStore events, EventDraft told)
    {
        try
        {
            await events.AppendAsync([told], CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            File.Delete(path);
            throw;
        }
    }

    private static string? Mistake(string? path)
    {
        if (path is not { Length: > 0 and <= BackupRequest.MaxPathLength } || !Path.IsPathFullyQualified(path)
            || path.Any(char.IsControl))
        {
            return $"must be an absolute path of at most {BackupRequest.MaxPathLength} characters";
        }

        if (Path.Exists(path))
        {
            return "there is something of that name; a backup never writes over it";
        }

        return Directory.Exists(Path.GetDirectoryName(path)) ? null : "its directory does not exist";
    }
}
