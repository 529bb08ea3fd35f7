using Microsoft.OpenApi;
using Tidelock.Server.Http;

namespace Tidelock.Server.Tests.Http.Fuzz;

/// <summary>Breaks one field of the query string at a time, by what its schema says that it may be; and the id in the
/// path.</summary>
internal sealed class QueryBreaker(Picks picks)
{
    /// <summary>Fields for which any text is good as long as there is one.</summary>
    private static readonly string[] AnyText = ["name"];

    internal IEnumerable<Breakage> Break(Operation operation) =>
    [
        .. operation.Query.SelectMany(Break),
        .. operation.HasId ? BreakId() : [],
    ];

    private IEnumerable<Breakage> Break(QueryField field)
    {
        var values = field.Schema switch
        {
            { Type: JsonSchemaType.Integer } => Numbers(field.Schema),
            { Type: JsonSchemaType.String, Format: "date-time" } => Times(),
            { Enum: { } words } => [.. Words(), words[0].GetValue<string>().ToUpperInvariant()],
            { Type: JsonSchemaType.Array } => [.. Words(), $"signin.failed&{field.Name}={picks.Word(6)}"],
            { Type: JsonSchemaType.String } when AnyText.Contains(field.Name, StringComparer.Ordinal) => [""],
            { Type: JsonSchemaType.String } when field.Name is "user" or "session" =>
                [.. Words(), "usr_AAAAAAAAAAAAAAAAAAAAAB", "ses_AAAAAAAAAAAAAAAAAAAAAB", picks.Word(26)],
            { Type: JsonSchemaType.String } => Words(),
            _ => throw new NotSupportedException($"{field.Name} is of a type that nothing here breaks."),
        };
        var twice = field.Schema.Type == JsonSchemaType.Array ? [] : new[] { $"1&{field.Name}=1" };
        return values.Concat(twice).Select(value => new Breakage(
            $"{field.Name}={value}", Refusal.Of(field.Name), request => request.Target += $"?{field.Name}={value}"));
    }

    private string[] Numbers(OpenApiSchema schema)
    {
        string[] below = schema.Minimum == "0" ? [] : ["0"];
        string[] above = schema.Maximum == $"{long.MaxValue}" ? [] : [$"{long.Parse(schema.Maximum!, null) + 1}"];
        return
        [
            .. below, .. above, "", "-1", "1.5", "1e3", "0x10", "%201", "1%00", "+1", "%D9%A3", picks.Word(5), "null",
            "99999999999999999999999",
        ];
    }

    private string[] Times() =>
    [
        "", "yesterday", "12:00", "1", "2026-13-01", "2026-02-30T00:00:00Z", "2026-03-01T10:00:00%2B99:00",
        "3/1/2026", "2026-03-01T10:00:00Z%00", "2026-03-01%2010:00", picks.Word(4), new('1', 4000),
    ];

    private string[] Words() => ["", "%00", picks.Word(6) + "%01", "%20", picks.Word(300) + "!", "%ED%A0%80%01"];

    private IEnumerable<Breakage> BreakId()
    {
        foreach (var id in new[]
        {
            "x", "usr_", "usr_AAAAAAAAAAAAAAAAAAAAAB", "ses_AAAAAAAAAAAAAAAAAAAAAB", "usr_%C3%A9", "%2e%2e%2fx",
            "USR_AAAAAAAAAAAAAAAAAAAAAA", picks.Word(26), picks.Word(3000), "usr_AAAAAAAAAAAAAAAAAAAAAA%01", "null",
            "%20",
        })
        {
            yield return new($"id {id}", Refusal.NotFound, request =>
            {
                var parts = request.Target.Split('/');
                parts[Array.FindIndex(parts, part => part.Contains('_'))] = id;
                request.Target = string.Join('/', parts);
            });
        }
    }
}
