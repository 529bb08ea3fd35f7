using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tidelock.Peers;

/// <summary>
/// What a durable refresh can't do without, and nothing more: reads the same body, makes one ES256 signature and
/// answers the same length. With a proof to check, one verification more, by a key that is at hand or by one that the
/// platform has to read first, as it comes with the proof. Nothing is looked up and nothing is written.
/// </summary>
internal sealed class Ceiling
{
    /// <summary>Header and claims of an access token, in base64url.</summary>
    private const int SigningInputLength = 620;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _input = Encoding.ASCII.GetBytes(new string('e', SigningInputLength));
    private readonly byte[] _proof = new byte[64];
    private readonly byte[] _answer;
    private readonly ECParameters _public;

    internal Ceiling(int answerLength)
    {
        _key.SignData(_input, _proof, HashAlgorithmName.SHA256);
        _public = _key.ExportParameters(includePrivateParameters: false);
        var text = """{"accessToken":"","filler":""}""";
        _answer = Encoding.ASCII.GetBytes(text.Insert(text.Length - 2, new string('x', answerLength - text.Length)));
    }

    internal void Map(WebApplication app)
    {
        app.MapPost("/ceiling", (HttpContext http) => AnswerAsync(http, () => true));
        app.MapPost("/ceiling-with-proof", (HttpContext http) => AnswerAsync(http, () => IsSignedBy(_key)));
        app.MapPost("/ceiling-with-new-key", (HttpContext http) => AnswerAsync(http, IsSignedByNewKey));
    }

    private bool IsSignedBy(ECDsa key) => key.VerifyData(_input, _proof, HashAlgorithmName.SHA256);

    private bool IsSignedByNewKey()
    {
        using var key = ECDsa.Create(_public);
        return IsSignedBy(key);
    }

    private async Task AnswerAsync(HttpContext http, Func<bool> isProved)
    {
        var body = await JsonSerializer.DeserializeAsync(
            http.Request.Body, PeersJson.Default.CeilingRequest, http.RequestAborted);
        if (body?.RefreshToken is null || !isProved())
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var answer = Signed();
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    /// <summary>The answer, its first bytes replaced by a signature made for it.</summary>
    private byte[] Signed()
    {
        Span<byte> signature = stackalloc byte[64];
        _key.SignData(_input, signature, HashAlgorithmName.SHA256);
        var answer = _answer.ToArray();
        Base64Url.EncodeToUtf8(signature, answer.AsSpan(answer.Length - 2 - Base64Url.GetEncodedLength(64)));
        return answer;
    }
}

internal sealed record CeilingRequest(string? RefreshToken);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CeilingRequest))]
internal sealed partial class PeersJson : JsonSerializerContext;
