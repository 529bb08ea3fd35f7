namespace ExamBank.Http;

/// <summary>
/// Why something was not done, as problem+json (RFC 9457). <paramref name="Name"/> is stable: the page decides by it.
/// </summary>
internal sealed record Refusal(string Name, int Status, string Title)
{
    internal static readonly Refusal WrongField = new("wrong-field", 400, "A field is wrong");
    internal static readonly Refusal NotFound = new("not-found", 404, "There is nothing here");
    internal static readonly Refusal AnotherRevision =
        new("another-revision", 409, "The answer was changed elsewhere meanwhile");
    internal static readonly Refusal TooManyAttempts = new("too-many-attempts", 409, "There are too many attempts");
    internal static readonly Refusal StillRunning = new("still-running", 409, "The exam is still being written");
    internal static readonly Refusal Over = new("attempt-over", 410, "The attempt is over");

    /// <param name="detail">One more sentence.</param>
    /// <param name="more">Members that the page needs to go on.</param>
    internal IResult Answer(string? detail = null, IDictionary<string, object?>? more = null) => TypedResults.Problem(
        type: $"/problems/{Name}", title: Title, statusCode: Status, detail: detail, extensions: more);
}

/// <summary>Every failure becomes a problem, also those that no endpoint answers.</summary>
internal static class Problems
{
    internal static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What can't be read is the client's mistake, and what went wrong here is nobody's business.
            StatusCodeSelector = failure => (failure as BadHttpRequestException)?.StatusCode ?? 500,
            ExceptionHandler = http =>
                TypedResults.Problem(statusCode: http.Response.StatusCode).ExecuteAsync(http),
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages(page =>
            TypedResults.Problem(statusCode: page.HttpContext.Response.StatusCode).ExecuteAsync(page.HttpContext));
    }
}
