using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tidelock.Keys;

namespace Tidelock.Tokens;

/// <summary>What is wrong with a proof.</summary>
internal enum ProofFault
{
    None,
    SeveralHeaders,
    TooLong,
    Malformed,
    MalformedHeader,
    WrongType,
    WrongAlgorithm,
    CriticalHeader,
    PrivateKey,
    WrongKey,
    MalformedPayload,
    WrongMethod,
    WrongUrl,
    WrongId,
    WrongTime,
    StaleNonce,
    WrongSignature,
    Repeated,
}

/// <summary>
/// Checks DPoP proofs as RFC 9449 §4.3 lists it, the cheap checks before the signature. ES256 is the only algorithm:
/// every browser makes such keys non-extractable, and a list of one can't be negotiated down. Remembers the proofs it
/// accepted while they could be repeated, in at most <see cref="MaxRemembered"/> × 4 entries of about 24 bytes; a
/// node does not know the other nodes' proofs, for which a session keeps its last one in its row.
/// </summary>
/// <param name="acceptFrom">
/// When this node started: it remembers no proof from before, so that one dated earlier, or with an earlier nonce,
/// is met with a new nonce. A clock that is set back counts as a start: proofs become good again that were forgotten
/// meanwhile, and nonces that are issued from then on must not seem to come from before.
/// </param>
public sealed class DpopProofChecker(DateTimeOffset acceptFrom)
{
    /// <summary>Longest proof that is looked at, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>Longest `jti`, in characters.</summary>
    public const int MaxIdLength = 256;

    /// <summary>Most proofs that one generation of each of the two replay guards remembers.</summary>
    public const int MaxRemembered = 1 << 18;

    /// <summary>Most clients' keys that are kept ready for their next proof.</summary>
    public const int MaxKeysAtHand = 1 << 13;

    /// <summary>How far `iat` may be from now, either way, in a proof without a nonce.</summary>
    public static readonly TimeSpan TimeTolerance = TimeSpan.FromSeconds(60);

    /// <summary>A clock that goes back by more was set back; by less, two requests only passed each other.</summary>
    internal static readonly TimeSpan SetBackTolerance = TimeSpan.FromSeconds(1);

    // A proof dated a minute ahead is good for two; one with a nonce for the nonce's life and the skew between nodes.
    private readonly ReplayGuard _dated = new((TimeTolerance * 2) + SetBackTolerance, MaxRemembered);
    private readonly ReplayGuard _nonced =
        new(DpopNonce.Lifetime + DpopNonce.ClockSkew + SetBackTolerance, MaxRemembered);

    private readonly ProofKeys _keys = new(MaxKeysAtHand);
    private readonly Lock _lock = new();
    private DateTimeOffset _acceptFrom = acceptFrom;
    private DateTimeOffset _newest = acceptFrom;

    /// <summary>Checks the proof of a request; takes any input and throws for none.</summary>
    /// <param name="header">The value of the DPoP header; null without one.</param>
    /// <param name="headerCount">How many DPoP headers the request has.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="url">The URL of the request, built from the configured public URL.</param>
    /// <param name="ring">The keys, for nonces.</param>
    /// <param name="now">The time.</param>
    public ProofCheck Check(
        string? header, int headerCount, string method, Uri url, KeyRing ring, DateTimeOffset now) =>
        header is null && headerCount == 0
            ? ProofCheck.None
            : Judge(header, headerCount, method, url, ring, now, out var check) == ProofFault.None
                ? check
                : ProofCheck.Invalid;

    internal ProofFault Judge(
        string? header, int headerCount, string method, Uri url, KeyRing ring, DateTimeOffset now,
        out ProofCheck check)
    {
        check = ProofCheck.Invalid;
        if (headerCount != 1)
        {
            return ProofFault.SeveralHeaders;
        }

        if (header is { Length: > MaxLength })
        {
            return ProofFault.TooLong;
        }

        using var jws = CompactJws.TryRead(header);
        return jws is null
            ? ProofFault.Malformed
            : Judge(jws, new(method, url, ring, now, AcceptFrom(now)), out check);
    }

    private ProofFault Judge(CompactJws jws, Expected expected, out ProofCheck check)
    {
        check = ProofCheck.Invalid;
        var fault = ReadKey(jws, out var key);
        if (key is null)
        {
            return fault;
        }

        try
        {
            return Judge(jws, key, expected, out check);
        }
        finally
        {
            _keys.GiveBack(key);
        }
    }

    private ProofFault Judge(CompactJws jws, P256PublicKey key, Expected expected, out ProofCheck check)
    {
        check = ProofCheck.Invalid;
        var fault = ReadClaims(jws, expected, out var claims);
        if (fault != ProofFault.None)
        {
            return fault;
        }

        if (!key.Verify(jws.SigningInput, jws.Signature))
        {
            return ProofFault.WrongSignature;
        }

        check = new(ProofState.Valid, key.Thumbprint, claims.Id, claims.HasNonce);
        return Remember(check, expected.Now) ? ProofFault.None : ProofFault.Repeated;
    }

    private DateTimeOffset AcceptFrom(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now + SetBackTolerance < _newest)
            {
                (_acceptFrom, _newest) = (now, now);
            }
            else if (now > _newest)
            {
                _newest = now;
            }

            return _acceptFrom;
        }
    }

    /// <summary>Two clients may choose one `jti`, so that the key counts as well.</summary>
    private bool Remember(ProofCheck check, DateTimeOffset now)
    {
        var entry = (ulong)check.Key.Value.High ^ (ulong)check.Id.Value;
        return (check.FreshNonce ? _nonced : _dated).TryRemember(entry, now);
    }

    private ProofFault ReadKey(CompactJws jws, out P256PublicKey? key)
    {
        key = null;
        using var document = StrictJson.TryParseObject(jws.Header);
        if (document is null)
        {
            return ProofFault.MalformedHeader;
        }

        var header = document.RootElement;
        if (StrictJson.String(header, "typ"u8) != "dpop+jwt")
        {
            return ProofFault.WrongType;
        }

        if (StrictJson.String(header, "alg"u8) != "ES256")
        {
            return ProofFault.WrongAlgorithm;
        }

        if (header.TryGetProperty("crit"u8, out _))
        {
            return ProofFault.CriticalHeader;
        }

        if (!header.TryGetProperty("jwk"u8, out var jwk) || jwk.ValueKind != JsonValueKind.Object)
        {
            return ProofFault.WrongKey;
        }

        if (P256PublicKey.HasPrivateMember(jwk))
        {
            return ProofFault.PrivateKey;
        }

        key = P256PublicKey.TryRead(jwk, _keys);
        return key is null ? ProofFault.WrongKey : ProofFault.None;
    }

    private static ProofFault ReadClaims(CompactJws jws, Expected expected, out ProofClaims claims)
    {
        claims = default;
        using var document = StrictJson.TryParseObject(jws.Payload);
        if (document is null)
        {
            return ProofFault.MalformedPayload;
        }

        var payload = document.RootElement;
        if (StrictJson.String(payload, "htm"u8) != expected.Method)
        {
            return ProofFault.WrongMethod;
        }

        if (StrictJson.String(payload, "htu"u8) is not { } htu || !HttpTarget.IsSame(htu, expected.Url))
        {
            return ProofFault.WrongUrl;
        }

        if (StrictJson.String(payload, "jti"u8) is not { Length: > 0 and <= MaxIdLength } id)
        {
            return ProofFault.WrongId;
        }

        var hasNonce = payload.TryGetProperty("nonce"u8, out var nonce);
        claims = new(ProofIdOf(id), hasNonce);
        return CheckTime(payload, hasNonce ? nonce : null, expected);
    }

    /// <summary>
    /// A nonce takes the place of the client's clock; one that is there must be good, even where the clock would do
    /// (check 10). A fraction of a second in `iat` is allowed (RFC 7519 §2).
    /// </summary>
    private static ProofFault CheckTime(JsonElement payload, JsonElement? nonce, Expected expected)
    {
        if (!payload.TryGetProperty("iat"u8, out var issuedAt)
            || issuedAt.ValueKind != JsonValueKind.Number
            || !issuedAt.TryGetDouble(out var seconds)
            || !double.IsFinite(seconds))
        {
            return ProofFault.WrongTime;
        }

        if (nonce is { } present)
        {
            return DpopNonce.IsFresh(StrictJson.String(present), expected.Ring, expected.Now, expected.AcceptFrom)
                ? ProofFault.None
                : ProofFault.StaleNonce;
        }

        // A client's clock counts whole seconds, so that the second of the start is good.
        if (seconds < expected.AcceptFrom.ToUnixTimeSeconds())
        {
            return ProofFault.WrongTime;
        }

        var age = (expected.Now.ToUnixTimeMilliseconds() / 1000.0) - seconds;
        return Math.Abs(age) <= TimeTolerance.TotalSeconds ? ProofFault.None : ProofFault.WrongTime;
    }

    private static ProofId ProofIdOf(string id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), digest);
        return new(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    private readonly record struct Expected(
        string Method, Uri Url, KeyRing Ring, DateTimeOffset Now, DateTimeOffset AcceptFrom);

    private readonly record struct ProofClaims(ProofId Id, bool HasNonce);
}
