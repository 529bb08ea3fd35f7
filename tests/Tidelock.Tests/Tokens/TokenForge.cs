using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Tidelock.Keys;
using Tidelock.Tokens;

namespace Tidelock.Tests.Tokens;

/// <summary>Makes access tokens of any shape, signed by a real key of the ring unless told otherwise.</summary>
internal sealed class TokenForge(KeyRing ring)
{
    internal static readonly AccessTokenPolicy Policy = new()
    {
        Issuer = "https://id.example",
        Audience = "https://api.example",
        ClientId = "web",
    };

    internal string KeyId => ring.ActiveSigning.Id;

    internal string Header => $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{ring.ActiveSigning.Id}}"}""";

    internal static string Payload => $$"""
        {"iss":"https://id.example","aud":"https://api.example","sub":"{{The.User}}","sid":"{{Some.Session().Id}}",
        "client_id":"web","iat":{{Now}},"exp":{{Now + 900}},"jti":"abc","auth_time":{{Now - 60}},"amr":["pwd"],
        "gen":7,"roles":["reader"]}
        """;

    private static long Now => The.Moment.ToUnixTimeSeconds();

    /// <summary>A token by the ring's active key over whatever header and payload.</summary>
    internal string Sign(string header, string payload) => Sign(Encode(header), Encode(payload), ring.ActiveSigning);

    internal static string Sign(string encodedHeader, string encodedPayload, SigningKey key)
    {
        var input = $"{encodedHeader}.{encodedPayload}";
        var signature = new byte[SigningKey.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(input), signature);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The good payload with one claim changed; null takes it away.</summary>
    internal string WithClaim(string name, string? json) => Sign(Header, Changed(Payload, name, json));

    /// <summary>The good header with one member changed; null takes it away.</summary>
    internal string WithHeader(string name, string? json) => Sign(Changed(Header, name, json), Payload);

    internal static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    internal static string Changed(string json, string name, string? value)
    {
        var members = JsonNode.Parse(json)!.AsObject();
        members.Remove(name);
        if (value is not null)
        {
            members[name] = JsonNode.Parse(value);
        }

        return members.ToJsonString();
    }

    /// <summary>The text with another member put in front of the first, as no serializer would.</summary>
    internal static string Prepended(string json, string member) => "{" + member + "," + json.TrimStart()[1..];
}
