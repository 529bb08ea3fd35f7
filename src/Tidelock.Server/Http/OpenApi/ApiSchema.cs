using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>Which members a body must have, which words they may be, and that numbers are written as numbers.</summary>
internal sealed class ApiSchema : IOpenApiSchemaTransformer
{
    /// <inheritdoc />
    public Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        RefuseNumbersInQuotes(schema);
        if (context.JsonPropertyInfo is { } member)
        {
            TellWords(schema, member);
        }
        else if (schema.Properties is { } properties)
        {
            foreach (var required in context.JsonTypeInfo.Properties.Where(Is<RequiredAttribute>))
            {
                schema.Required ??= new HashSet<string>(StringComparer.Ordinal);
                schema.Required.Add(required.Name);
                if (properties[required.Name] is OpenApiSchema inner)
                {
                    inner.Type &= ~JsonSchemaType.Null;
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The framework reads them for its own bodies; ours are read strictly.</summary>
    private static void RefuseNumbersInQuotes(OpenApiSchema schema)
    {
        if (schema.Type is { } type && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type &= ~JsonSchemaType.String;
            schema.Pattern = null;
        }
    }

    private static void TellWords(OpenApiSchema schema, JsonPropertyInfo member)
    {
        if (member.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false)
            is [AllowedValuesAttribute allowed])
        {
            schema.Enum = [.. allowed.Values.Select(word => JsonValue.Create((string)word!))];
        }
    }

    private static bool Is<TAttribute>(JsonPropertyInfo member) =>
        member.AttributeProvider?.IsDefined(typeof(TAttribute), inherit: false) == true;
}
