using System.Text.Json.Serialization;
using Tidelock.Cli.CommandLine;

namespace Tidelock.Cli.Administration;

/// <summary>What the server answered: a value, or why not.</summary>
internal abstract record AdminAnswer<T>
{
    private AdminAnswer()
    {
    }

    /// <summary>The value.</summary>
    internal sealed record Given(T Value) : AdminAnswer<T>;

    /// <summary>It was refused.</summary>
    internal sealed record Refused(AdminProblem Problem) : AdminAnswer<T>;

    /// <summary>Goes on with the value; a refusal stays one.</summary>
    internal async Task<AdminAnswer<TNext>> ThenAsync<TNext>(Func<T, Task<AdminAnswer<TNext>>> next) => this switch
    {
        Given given => await next(given.Value),
        Refused refused => new AdminAnswer<TNext>.Refused(refused.Problem),
        _ => throw new InvalidOperationException("An answer is given or refused."),
    };
}

/// <summary>An answer without content.</summary>
internal sealed record Nothing;

/// <summary>Problem details (RFC 9457) as the server sends them.</summary>
internal sealed record AdminProblem(
    string Title,
    int Status,
    string? Detail = null,
    [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, IReadOnlyList<string>>? FieldErrors = null)
{
    /// <summary>The detail and the fields that are wrong, a line each.</summary>
    internal string? Explanation
    {
        get
        {
            var fields = FieldErrors?.SelectMany(wrong => wrong.Value.Select(error => $"{wrong.Key}: {error}")) ?? [];
            var lines = string.Join(Environment.NewLine, Detail is null ? fields : fields.Prepend(Detail));
            return lines.Length == 0 ? null : lines;
        }
    }

    /// <summary>The exit code that tells a script the same.</summary>
    internal ExitCode ExitCode => Status switch
    {
        429 or 503 => ExitCode.Unavailable,
        >= 400 and < 500 => ExitCode.Refused,
        _ => ExitCode.Failed,
    };
}
