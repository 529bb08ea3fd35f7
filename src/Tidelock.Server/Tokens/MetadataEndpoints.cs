using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tidelock.Keys;
using Tidelock.Server.Http;

namespace Tidelock.Server.Tokens;

/// <summary>What a stranger's client needs to know (RFC 8414; OpenID Connect Discovery 1.0).</summary>
internal sealed record DiscoveryAnswer(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("jwks_uri")] string JwksUri,
    [property: JsonPropertyName("revocation_endpoint")] string RevocationEndpoint,
    [property: JsonPropertyName("response_types_supported")] string[] ResponseTypes,
    [property: JsonPropertyName("subject_types_supported")] string[] SubjectTypes,
    [property: JsonPropertyName("id_token_signing_alg_values_supported")] string[] SigningAlgorithms,
    [property: JsonPropertyName("dpop_signing_alg_values_supported")] string[] DpopAlgorithms,
    [property: JsonPropertyName("revocation_endpoint_auth_methods_supported")] string[] RevocationAuthentication);

/// <summary>The public keys (RFC 7517), for the API's own document; each key writes itself.</summary>
internal sealed record KeySetAnswer(IReadOnlyList<PublicKeyView> Keys);

/// <summary>A public key that verifies access tokens.</summary>
internal sealed record PublicKeyView(
    string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);

/// <summary>Discovery metadata and the public keys.</summary>
internal sealed class MetadataEndpoints(PublicAddress address, KeyRingKeeper keys)
{
    internal const string JwksPath = "/.well-known/jwks.json";
    internal const string RevokePath = "/oauth/revoke";
    internal const string KeySetType = "application/jwk-set+json";

    /// <summary>Far below the time for which a key is published before it signs.</summary>
    private const string CacheControl = "public, max-age=300";

    /// <summary>`GET /.well-known/openid-configuration`.</summary>
    internal Task DiscoveryAsync(HttpContext http)
    {
        var answer = new DiscoveryAnswer(
            address.Origin, address.At(JwksPath), address.At(RevokePath), [], ["public"], ["ES256"], ["ES256"],
            ["none"]);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.DiscoveryAnswer);
        return WriteAsync(http, bytes, "application/json");
    }

    /// <summary>`GET /.well-known/jwks.json`.</summary>
    internal Task JwksAsync(HttpContext http)
    {
        var ring = keys.Current;
        var tag = $"\"{ring.Version}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.Headers.CacheControl = CacheControl;
            return Task.CompletedTask;
        }

        return WriteAsync(http, Jwks(ring), KeySetType);
    }

    private static ReadOnlyMemory<byte> Jwks(KeyRing ring)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (var key in ring.Published)
        {
            key.WriteJwk(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string contentType)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = CacheControl;

        // Public facts, for the scripts of any page.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
