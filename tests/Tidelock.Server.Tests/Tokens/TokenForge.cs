using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidelock.Keys;

namespace Tidelock.Server.Tests.Tokens;

/// <summary>Makes access tokens of any shape out of a good one, signed by a real key unless told otherwise.</summary>
internal sealed class TokenForge(string good, SigningKey key)
{
    internal string Header => good.Split('.')[0];

    internal string Payload => good.Split('.')[1];

    internal string Signature => good.Split('.')[2];

    /// <summary>The header as text.</summary>
    internal string HeaderText => Text(Header);

    /// <summary>The payload as text.</summary>
    internal string PayloadText => Text(Payload);

    internal string Signed(Action<JsonObject> changeHeader, Action<JsonObject> changeClaims)
    {
        var header = JsonNode.Parse(HeaderText)!.AsObject();
        var claims = JsonNode.Parse(PayloadText)!.AsObject();
        changeHeader(header);
        changeClaims(claims);
        return Sign(Encode(header), Encode(claims));
    }

    internal string Sign(string header, string payload) => Sign(header, payload, key);

    internal static string Sign(string header, string payload, SigningKey key)
    {
        var signature = new byte[SigningKey.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes($"{header}.{payload}"), signature);
        return $"{header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    internal static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    internal static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Text(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
