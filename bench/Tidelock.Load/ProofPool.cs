using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tidelock.Load;

/// <summary>
/// DPoP proofs made before the run, so that making them does not weigh on it: signing costs the client as much as the
/// server. Each line of credentials has a key and proofs of its own.
/// </summary>
internal sealed class ProofPool
{
    /// <summary>More than any server here can check.</summary>
    private const int PerSecond = 12_000;

    /// <summary>Connections do not go on at one pace.</summary>
    private const int Spare = 2;

    private readonly Queue<byte[]>[] _proofs;

    private ProofPool(Queue<byte[]>[] proofs) => _proofs = proofs;

    internal static async Task<ProofPool> FillAsync(LoadPlan plan)
    {
        var keys = await File.ReadAllLinesAsync(plan.ProofKeysFile!);
        var each = (int)(PerSecond * (plan.WarmUpSeconds + plan.Seconds) / keys.Length) + Spare;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var proofs = new Queue<byte[]>[keys.Length];
        Parallel.For(0, keys.Length, index => proofs[index] = MakeAll(keys[index], plan.ProofUrl!, now, each));
        return new(proofs);
    }

    /// <summary>The next one for a line of credentials, which one connection uses; null without one.</summary>
    internal byte[]? Next(int line) => _proofs[line].TryDequeue(out var proof) ? proof : null;

    private static Queue<byte[]> MakeAll(string secret, string url, long now, int count)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(secret), out _);
        return new(Enumerable.Range(0, count).Select(number => Make(key, url, now, number)).ToList());
    }

    private static byte[] Make(ECDsa key, string url, long now, int number)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        var header = $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"} }""";
        var id = string.Create(CultureInfo.InvariantCulture, $"{now:x}-{number:x8}-{Environment.ProcessId:x}");
        var payload = $$"""{"htm":"POST","htu":"{{url}}","iat":{{now}},"jti":"{{id}}"}""";
        var input = $"{Encode(header)}.{Encode(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return Encoding.ASCII.GetBytes($"{input}.{Base64Url.EncodeToString(signature)}");
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
