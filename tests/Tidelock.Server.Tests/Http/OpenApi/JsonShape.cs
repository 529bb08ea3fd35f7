using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidelock.Server.Tests.Http.OpenApi;

/// <summary>
/// Holds JSON against a schema of an OpenAPI document: types, members that must be there, and no members besides.
/// Knows as much of JSON Schema as the server's document uses.
/// </summary>
internal static class JsonShape
{
    /// <summary>The first thing that does not fit, with its place; null when all does.</summary>
    internal static string? Mistake(JsonNode? json, JsonObject schema, JsonObject document, string at)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = reference.GetValue<string>()["#/components/schemas/".Length..];
            return Mistake(json, document["components"]!["schemas"]![name]!.AsObject(), document, at);
        }

        if (schema["oneOf"] is JsonArray choices)
        {
            return choices.Any(choice => Mistake(json, choice!.AsObject(), document, at) is null)
                ? null
                : $"{at} is none of what it may be.";
        }

        if (!TypesOf(schema).Contains(TypeOf(json), StringComparer.Ordinal))
        {
            return $"{at} is {TypeOf(json)} and not {string.Join(" or ", TypesOf(schema))}.";
        }

        return json switch
        {
            JsonObject members => MistakeIn(members, schema, document, at),
            JsonArray items => items
                .Select((item, index) => Mistake(item, schema["items"]!.AsObject(), document, $"{at}[{index}]"))
                .FirstOrDefault(mistake => mistake is not null),
            _ => null,
        };
    }

    private static string? MistakeIn(JsonObject members, JsonObject schema, JsonObject document, string at)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
        if (required.FirstOrDefault(name => !members.ContainsKey(name)) is { } missing)
        {
            return $"{at}.{missing} is missing.";
        }

        foreach (var (name, value) in members)
        {
            var inner = schema["properties"]?[name] ?? schema["additionalProperties"];
            var mistake = inner is null
                ? $"{at}.{name} is not declared."
                : Mistake(value, inner.AsObject(), document, $"{at}.{name}");
            if (mistake is not null)
            {
                return mistake;
            }
        }

        return null;
    }

    private static IEnumerable<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => type!.GetValue<string>()),
        JsonValue one => [one.GetValue<string>()],
        _ => [],
    };

    private static string TypeOf(JsonNode? json) => json?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => json.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
    };
}
