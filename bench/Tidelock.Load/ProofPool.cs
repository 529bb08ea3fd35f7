using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tidelock.Load;

/// <summary>
/// DPoP proofs made before the run, so that making them does not weigh on it: signing costs the client as much as the
/// server.
/// </summary>
internal sealed class ProofPool
{
    /// <summary>More than any server here can check.</summary>
    private const int PerSecond = 9000;

    private readonly ConcurrentQueue<byte[]> _proofs;

    private ProofPool(IEnumerable<byte[]> proofs) => _proofs = new(proofs);

    internal static async Task<ProofPool> FillAsync(LoadPlan plan)
    {
        var secret = Convert.FromBase64String(await File.ReadAllTextAsync(plan.ProofKeyFile!));
        var count = (int)(PerSecond * (plan.WarmUpSeconds + plan.Seconds));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var proofs = new byte[count][];
        Parallel.For(
            0, count,
            () => Key(secret),
            (index, _, key) =>
            {
                proofs[index] = Make(key, plan.ProofUrl!, now, index);
                return key;
            },
            key => key.Dispose());
        return new(proofs);
    }

    /// <summary>The next one; null when the pool is empty.</summary>
    internal byte[]? Next() => _proofs.TryDequeue(out var proof) ? proof : null;

    private static ECDsa Key(byte[] secret)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(secret, out _);
        return key;
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
