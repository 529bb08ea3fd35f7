using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tidelock.Server.Tests.Hosting;

/// <summary>A client's key, and the proofs it makes; every part of one can be made wrong.</summary>
internal sealed class ProofKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _count;

    internal string Proof(string method, string url, DateTimeOffset at, string? nonce = null) =>
        Proof(method, url, at, nonce, change: null);

    /// <summary>A proof whose header and payload <paramref name="change"/> may spoil before they are signed.</summary>
    internal string Proof(
        string method, string url, DateTimeOffset at, string? nonce, Action<JsonObject, JsonObject>? change)
    {
        var header = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = "ES256", ["jwk"] = PublicJwk() };
        var payload = new JsonObject
        {
            ["jti"] = $"proof-{GetHashCode()}-{Interlocked.Increment(ref _count)}",
            ["htm"] = method,
            ["htu"] = url,
            ["iat"] = at.ToUnixTimeSeconds(),
        };
        if (nonce is not null)
        {
            payload["nonce"] = nonce;
        }

        change?.Invoke(header, payload);
        var input = $"{Part(header)}.{Part(payload)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    internal JsonObject PublicJwk()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    internal string PrivatePart() =>
        Base64Url.EncodeToString(_key.ExportParameters(includePrivateParameters: true).D);

    public void Dispose() => _key.Dispose();

    private static string Part(JsonObject json) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
