using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tidelock.Keys;
using Tidelock.Sessions;

namespace Tidelock.Tokens;

/// <summary>An access token with what the client needs to know of it. Prints nothing of the token.</summary>
/// <param name="Text">The JWT.</param>
/// <param name="ExpiresIn">Its life from now, in whole seconds.</param>
/// <param name="RefreshAt">When to renew it, from now, in whole seconds.</param>
public readonly record struct AccessToken(string Text, TimeSpan ExpiresIn, TimeSpan RefreshAt)
{
    /// <summary>Prints nothing of the token.</summary>
    public override string ToString() => "(access token)";
}

/// <summary>Writes access tokens (RFC 9068): UTF-8 directly, header precomputed per key, one ES256 signature.</summary>
/// <param name="policy">The rules.</param>
/// <param name="random">Makes `jti` and jitter.</param>
public sealed class AccessTokenWriter(AccessTokenPolicy policy, IRandomSource random)
{
    /// <summary>The part of a token's life after which it is renewed, before jitter.</summary>
    public const double RefreshAfter = 0.75;

    private const int TokenIdLength = 16;

    /// <summary>The signed token ends in no HTML, so that letters of any language may stand as they are.</summary>
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Each is used by one thread at a time.
    private readonly ConcurrentBag<Scratch> _idle = [];

    /// <summary>Writes a token for a session under the ring's active key.</summary>
    /// <exception cref="InvalidOperationException">The user has more or longer roles than a token carries.</exception>
    public AccessToken Write(KeyRing ring, SessionGrant grant, DateTimeOffset now)
    {
        var scratch = _idle.TryTake(out var idle) ? idle : new();
        Span<byte> randomness = stackalloc byte[Scratch.DrawLength];
        scratch.Draw(random, randomness);
        var issuedAt = now.ToUnixTimeSeconds();
        var (life, refreshAt) = Times(grant.Session, issuedAt, randomness[TokenIdLength..]);

        scratch.Payload.ResetWrittenCount();
        scratch.Writer.Reset(scratch.Payload);
        WriteClaims(scratch.Writer, grant, issuedAt, issuedAt + life, randomness[..TokenIdLength]);
        var text = Sign(ring.ActiveSigning, scratch.Payload.WrittenSpan);
        _idle.Add(scratch);
        return new(text, TimeSpan.FromSeconds(life), TimeSpan.FromSeconds(refreshAt));
    }

    /// <summary>
    /// A token never outlives its session. One that is cut short by that is not worth renewing early: the next would
    /// end at the same moment, and a client that renews at three quarters of ever less would renew without end.
    /// </summary>
    private (long Life, long RefreshAt) Times(Session session, long issuedAt, ReadOnlySpan<byte> randomness)
    {
        var full = policy.Lifetime.TotalSeconds;
        var life = (long)(full - Jitter(full, randomness));
        var left = Math.Max(0, session.ExpiresAt.ToUnixTimeSeconds() - issuedAt);
        if (left <= life)
        {
            return (left, left);
        }

        var refreshAt = (life * RefreshAfter) - Jitter(life, randomness[sizeof(uint)..]);
        return (life, (long)refreshAt);
    }

    private double Jitter(double life, ReadOnlySpan<byte> randomness) =>
        life * policy.JitterFraction * (BinaryPrimitives.ReadUInt32BigEndian(randomness) / (double)uint.MaxValue);

    private void WriteClaims(
        Utf8JsonWriter json, SessionGrant grant, long issuedAt, long expiresAt, ReadOnlySpan<byte> tokenId)
    {
        var session = grant.Session;
        json.WriteStartObject();
        json.WriteString("iss"u8, policy.Issuer);
        json.WriteString("aud"u8, policy.Audience);
        json.WriteString("sub"u8, session.User.ToString());
        json.WriteString("sid"u8, session.Id.ToString());
        json.WriteString("client_id"u8, policy.ClientId);
        json.WriteNumber("iat"u8, issuedAt);
        json.WriteNumber("exp"u8, expiresAt);
        json.WriteString("jti"u8, Base64Url.EncodeToString(tokenId));
        json.WriteNumber("auth_time"u8, session.CreatedAt.ToUnixTimeSeconds());
        json.WriteStartArray("amr"u8);
        json.WriteStringValue("pwd"u8);
        json.WriteEndArray();
        json.WriteNumber("gen"u8, session.Generation.Value);
        WriteRoles(json, grant.Roles);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteRoles(Utf8JsonWriter json, IReadOnlyList<string> roles)
    {
        if (roles.Count > AccessTokenPolicy.MaxRoles)
        {
            throw new InvalidOperationException($"A token carries at most {AccessTokenPolicy.MaxRoles} roles.");
        }

        json.WriteStartArray("roles"u8);
        foreach (var role in roles)
        {
            if (role.Length > AccessTokenPolicy.MaxRoleLength)
            {
                throw new InvalidOperationException(
                    $"A role has at most {AccessTokenPolicy.MaxRoleLength} characters.");
            }

            json.WriteStringValue(role);
        }

        json.WriteEndArray();
    }

    private static string Sign(SigningKey key, ReadOnlySpan<byte> payload)
    {
        var header = key.AccessTokenHeader.Span;
        var signed = header.Length + Base64Url.GetEncodedLength(payload.Length);
        var length = signed + 1 + Base64Url.GetEncodedLength(SigningKey.SignatureLength);
        if (length > AccessTokenFormat.MaxTextLength)
        {
            throw new InvalidOperationException($"A token has at most {AccessTokenFormat.MaxTextLength} characters.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            header.CopyTo(buffer);
            Base64Url.EncodeToUtf8(payload, buffer.AsSpan(header.Length));
            Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
            key.Sign(buffer.AsSpan(0, signed), signature);
            buffer[signed] = (byte)'.';
            Base64Url.EncodeToUtf8(signature, buffer.AsSpan(signed + 1));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private sealed class Scratch
    {
        /// <summary>Randomness of one token: its id, and two numbers for jitter.</summary>
        internal const int DrawLength = TokenIdLength + (2 * sizeof(uint));

        private const int UsualPayload = 1024;
        private const int DrawsAhead = 32;

        private readonly byte[] _drawn = new byte[DrawsAhead * DrawLength];
        private int _next = DrawsAhead;

        internal Scratch() => Writer = new(Payload, Json);

        internal ArrayBufferWriter<byte> Payload { get; } = new(UsualPayload);

        internal Utf8JsonWriter Writer { get; }

        /// <summary>
        /// Takes what was drawn ahead: asking the system takes as long for some hundred bytes as for a few. None of it
        /// is a secret.
        /// </summary>
        internal void Draw(IRandomSource random, Span<byte> bytes)
        {
            if (_next == DrawsAhead)
            {
                random.Fill(_drawn);
                _next = 0;
            }

            _drawn.AsSpan(_next++ * DrawLength, DrawLength).CopyTo(bytes);
        }
    }
}
