using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Tidelock.Server.Pages;

/// <summary>
/// A file of one of the server's own pages, embedded in the assembly. Pages are read once at start and answered from
/// memory, with an entity tag, so that a browser asks again and usually hears 304.
/// </summary>
internal sealed class EmbeddedPage
{
    /// <summary>
    /// Scripts, styles, images and connections come from this server alone; nothing inline runs, nothing is framed,
    /// no form is sent by the browser itself (the pages' scripts send them), and no script may write markup.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    private EmbeddedPage(string name, byte[] content)
    {
        Name = name;
        _content = content;
        _contentType = ContentTypes[Path.GetExtension(name)];
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"");
    }

    /// <summary>Its path below the folder it was found in, with slashes.</summary>
    public string Name { get; }

    /// <summary>Every embedded file below <paramref name="folder"/>, such as <c>Playground/Page/</c>.</summary>
    public static IReadOnlyList<EmbeddedPage> AllBelow(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(folder, StringComparison.Ordinal)
               orderby resource
               select new EmbeddedPage(resource[folder.Length..], Read(assembly, resource)),
        ];
    }

    /// <summary>Answers GET and HEAD at <paramref name="path"/> with this file.</summary>
    public void Map(IEndpointRouteBuilder routes, string path) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], Answer).ExcludeFromDescription();

    private IResult Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.CacheControl] = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return Results.Bytes(_content, _contentType, entityTag: _tag);
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
