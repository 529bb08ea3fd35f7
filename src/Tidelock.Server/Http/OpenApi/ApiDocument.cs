using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Tidelock.Server.Http.OpenApi;

/// <summary>The head of the API's document: what it is, where it is, and how one identifies oneself.</summary>
internal sealed class ApiDocument(PublicAddress address, CookiePolicy cookies) : IOpenApiDocumentTransformer
{
    internal const string Bearer = "accessToken";
    internal const string Cookie = "refreshCookie";

    private static readonly (string Name, string Meaning)[] Tags =
    [
        (ApiTags.Sessions, "Signing in, staying, leaving."),
        (ApiTags.Account, "The user's own, and one-time links."),
        (ApiTags.Standards, "What any client or API may rely on."),
        (ApiTags.Operations, "For whoever runs the server."),
        (ApiTags.Administration, "For operators: an administrator's access token, or the admin socket."),
    ];

    /// <inheritdoc />
    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Tidelock",
            Version = "v1",
            Description = "Sessions and tokens. Every error is a problem document (RFC 9457) with a stable type.",
        };
        document.Servers = [new() { Url = address.Origin }];
        document.Tags = new HashSet<OpenApiTag>(
            Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Meaning }));
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An access token, as sign-in and refresh give it.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Cookie, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = cookies.RefreshName,
            Description = "The refresh token of a session in cookie mode, as sign-in sets it.",
        });
        return Task.CompletedTask;
    }
}

/// <summary>The groups of the API's document.</summary>
internal static class ApiTags
{
    internal const string Sessions = "Sessions";
    internal const string Account = "Account";
    internal const string Standards = "Standards";
    internal const string Operations = "Operations";
    internal const string Administration = "Administration";
}
