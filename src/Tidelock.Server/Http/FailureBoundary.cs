using Microsoft.AspNetCore.Connections;
using Tidelock.Storage;

namespace Tidelock.Server.Http;

/// <summary>The last word on a request that failed: a problem answer that tells nothing of the inside.</summary>
internal sealed class FailureBoundary(RequestDelegate next, ILogger<FailureBoundary> logger)
{
    /// <summary>The storage failed in the middle: the change may turn out to have been made.</summary>
    private const string OutcomeUnknown = "outcome_unknown";

    /// <summary>A full disk or a long queue seldom passes sooner.</summary>
    private static readonly TimeSpan StoreRetryAfter = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception error) when (ClientIsGone(http, error))
        {
            // Nobody is left to answer, and nothing went wrong here. The server may not have heard yet, and would look
            // for the rest of a body.
            http.Abort();
            return;
        }
#pragma warning disable CA1031 // Whatever failed, the client gets an answer and the operator gets the trace.
        catch (Exception error) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            await AnswerAsync(http, ProblemOf(http, error));
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await AnswerEmptyAsync(http);
        }
    }

    private static bool ClientIsGone(HttpContext http, Exception error) =>
        error is ConnectionResetException or ConnectionAbortedException
        || (error is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested);

    /// <summary>Routing refuses with a bare status.</summary>
    private static Task AnswerEmptyAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem(ProblemType.NotFound).ExecuteAsync(http),
        StatusCodes.Status405MethodNotAllowed => new Problem(ProblemType.MethodNotAllowed).ExecuteAsync(http),
        StatusCodes.Status415UnsupportedMediaType => new Problem(ProblemType.UnsupportedMediaType).ExecuteAsync(http),
        _ => Task.CompletedTask,
    };

    private static Task AnswerAsync(HttpContext http, Problem problem)
    {
        // Cookies and headers of an answer that was not finished must not travel with another one.
        http.Response.Headers.SetCookie = default;
        return problem.ExecuteAsync(http);
    }

    private Problem ProblemOf(HttpContext http, Exception error)
    {
        // As it was sent: decoded it could hold line breaks, and write lines of its own into the log.
        var path = http.Request.Path.ToUriComponent();
        switch (error)
        {
            case ProblemException found:
                return found.Problem;
            case StoreUnavailableException unavailable:
                HttpLog.StoreUnavailable(logger, path, unavailable.Message);
                return new(ProblemType.StoreUnavailable)
                {
                    RetryAfter = StoreRetryAfter,
                    Reason = unavailable.MayBeMade ? OutcomeUnknown : null,
                };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new(ProblemType.BodyTooLarge);
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new(ProblemType.RequestTimeout);
            case BadHttpRequestException:
                return new(ProblemType.MalformedRequest);
            default:
                HttpLog.RequestFailed(logger, path, error);
                return new(ProblemType.InternalError);
        }
    }
}
