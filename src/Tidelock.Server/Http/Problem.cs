using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tidelock.Server.Http;

/// <summary>A problem as an answer (RFC 9457): what went wrong and what the client must do next.</summary>
internal sealed record Problem(ProblemType Type) : IResult
{
    private const string ContentType = "application/problem+json";

    /// <summary>Long enough for a burst to pass, short enough not to be felt.</summary>
    private static readonly TimeSpan BurstPasses = TimeSpan.FromSeconds(1);

    /// <summary>One more sentence; never a secret or an inner message.</summary>
    internal string? Detail { get; init; }

    /// <summary>The stable word that says why.</summary>
    internal string? Reason { get; init; }

    /// <summary>A member that a standard asks for, such as OAuth's <c>error</c>.</summary>
    internal string? Error { get; init; }

    /// <summary>What is wrong with each field.</summary>
    internal IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Takes the place of the type's own <see cref="ProblemType.Challenge"/>.</summary>
    internal string? Challenge { get; init; }

    /// <summary>When to try again.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    internal static Problem Invalid(string field, string error) => new(ProblemType.Validation)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] },
    };

    /// <summary>The server has as much to do as it takes on.</summary>
    internal static Problem Busy() => new(ProblemType.Overloaded) { RetryAfter = BurstPasses };

    /// <summary>The address has as much under way as is its part.</summary>
    internal static Problem TooManyAtOnce() => Limited(BurstPasses);

    internal static Problem Limited(TimeSpan wait) => new(ProblemType.RateLimited) { RetryAfter = wait };

    internal static Problem SignIn(string reason) => new(ProblemType.SignInRequired) { Reason = reason };

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Type.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if ((Challenge ?? Type.Challenge) is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        return response.Body.WriteAsync(Write(httpContext), httpContext.RequestAborted).AsTask();
    }

    /// <summary>Rounded up, and at least one: a client that waits so long is not turned away for a fraction.</summary>
    private static long WholeSeconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    private byte[] Write(HttpContext http) => JsonSerializer.SerializeToUtf8Bytes(
        new ProblemAnswer(
            Type.Type, Type.Title, Type.Status, Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier)
        {
            Detail = Detail,
            Reason = Reason,
            Error = Error,
            Errors = Errors,
        },
        ApiJson.Default.ProblemAnswer);
}

/// <summary>A problem as it is written.</summary>
internal sealed record ProblemAnswer(
    string Type, string Title, int Status, [property: JsonPropertyOrder(1)] string TraceId)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

/// <summary>A problem found deep inside reading a request; turned into its answer by the failure boundary.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Type.Title)
{
    internal Problem Problem { get; } = problem;
}
