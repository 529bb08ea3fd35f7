using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Bench;

/// <summary>What the micro-benchmarks work on.</summary>
internal static class MicroKeys
{
    internal static KeyRing Make(IRandomSource random, DateTimeOffset now)
    {
        var sealer = new OpenSealer();
        var mint = new KeyMint(sealer, random);
        return KeyRing.Open(
            [
                mint.Make(KeyPurpose.Mac, KeyState.Active, 1, now),
                mint.Make(KeyPurpose.Signing, KeyState.Active, 0, now),
            ],
            version: 1,
            sealer);
    }

    internal static Session SessionOf(UserId user, SessionHandle handle, DateTimeOffset now, IRandomSource random) =>
        new()
        {
            Id = SessionId.New(Shard.Of(user), random),
            Handle = handle.Hash,
            User = user,
            Channel = Channel.Cookie,
            Remembered = true,
            Generation = new(7),
            Confirmed = new(7),
            RotatedNetwork = new(1),
            AnsweredAt = now,
            AnsweredNetwork = new(1),
            CreatedAt = now,
            LastUsedAt = now,
            IdleExpiresAt = now + TimeSpan.FromDays(14),
            ExpiresAt = now + TimeSpan.FromDays(30),
            Device = new(1),
            SignInDevice = new(1),
            UserAgent = "Firefox",
            Address = "203.0.113.7",
            Epoch = 1,
        };

    internal static string Proof(ECDsa key, Uri url, DateTimeOffset now, int number)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        var header = $$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"} }""";
        var issued = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var payload = $$"""{"htm":"POST","htu":"{{url}}","iat":{{issued}},"jti":"proof-{{number}}"}""";
        var input = $"{Encode(header)}.{Encode(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Seals nothing: these keys guard nothing.</summary>
    private sealed class OpenSealer : ISecretSealer
    {
        public byte[] Seal(KeyPurpose purpose, string id, ReadOnlySpan<byte> secret) => secret.ToArray();

        public byte[] Open(KeyPurpose purpose, string id, ReadOnlySpan<byte> sealedSecret) => sealedSecret.ToArray();
    }
}
