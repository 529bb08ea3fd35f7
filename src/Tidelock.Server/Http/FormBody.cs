using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Tidelock.Server.Http;

/// <summary>A form that was read, or the problem with it.</summary>
internal readonly record struct FormResult(IReadOnlyDictionary<string, string> Fields, Problem? Problem)
{
    /// <summary>Prints nothing of the fields, one of which is a token.</summary>
    public override string ToString() => "(form)";
}

/// <summary>Reads forms as strictly as JSON: one content type, bounded, no field twice (RFC 6749 §3.2).</summary>
internal static class FormBody
{
    internal const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>More than any form here knows.</summary>
    private const int MaxFields = 8;

    private const int MaxNameLength = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, string> Nothing = [];

    internal static async ValueTask<FormResult> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http, MediaType, cancellationToken);
        return body.Problem is { } problem ? new(Nothing, problem) : Parse(body.Bytes);
    }

    private static FormResult Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var reader = new FormReader(Utf8.GetString(bytes))
            {
                KeyLengthLimit = MaxNameLength,
                ValueLengthLimit = RequestBody.MaxLength,
                ValueCountLimit = MaxFields,
            };
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, values) in reader.ReadForm())
            {
                if (values.Count > 1)
                {
                    return new(Nothing, Problem.Invalid(name, "stands there twice"));
                }

                fields.Add(name, values.ToString());
            }

            return new(fields, null);
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            return new(Nothing, new(ProblemType.MalformedRequest));
        }
    }
}
