using System.Text;
using System.Text.Json;
using Tidelock.Keys;
using Tidelock.Sessions;
using Tidelock.Users;
using static Tidelock.Tokens.AccessTokenResult;

namespace Tidelock.Tokens;

/// <summary>
/// Reads the access tokens that this server wrote, and nothing else: ES256 with a key of the ring, no header that
/// could bring a key of its own, one spelling, one meaning. Claims are looked at only once the signature holds.
/// </summary>
/// <param name="policy">The rules.</param>
public sealed class AccessTokenReader(AccessTokenPolicy policy)
{
    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MaxTextLength = AccessTokenFormat.MaxTextLength;

    /// <summary>How far the clocks of two nodes may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private const int MaxTokenIdLength = 64;

    /// <summary>Reads a token; takes any input and throws for none.</summary>
    public AccessTokenResult Read(ReadOnlySpan<char> text, KeyRing ring, DateTimeOffset now)
    {
        if (text.Length > MaxTextLength)
        {
            return Rejected.TooLong;
        }

        using var jws = CompactJws.TryRead(text);
        if (jws is null)
        {
            return Rejected.Malformed;
        }

        if (CheckHeader(jws, ring, out var key) is { } badHeader)
        {
            return badHeader;
        }

        if (!key!.Verify(jws.SigningInput, jws.Signature))
        {
            return Rejected.WrongSignature;
        }

        using var payload = StrictJson.TryParseObject(jws.Payload);
        return payload is null ? Rejected.MalformedPayload : CheckClaims(payload.RootElement, now);
    }

    private static Rejected? CheckHeader(CompactJws jws, KeyRing ring, out SigningKey? key)
    {
        key = null;
        using var document = StrictJson.TryParseObject(jws.Header);
        if (document is null)
        {
            return Rejected.MalformedHeader;
        }

        var header = document.RootElement;
        if (StrictJson.String(header, "alg"u8) != AccessTokenFormat.Algorithm)
        {
            return Rejected.WrongAlgorithm;
        }

        if (StrictJson.String(header, "typ"u8) != AccessTokenFormat.Type)
        {
            return Rejected.WrongType;
        }

        foreach (var member in header.EnumerateObject())
        {
            if (!member.NameEquals("alg"u8) && !member.NameEquals("typ"u8) && !member.NameEquals("kid"u8))
            {
                return Rejected.ForbiddenHeader;
            }
        }

        key = StrictJson.String(header, "kid"u8) is { } id ? ring.FindSigning(Encoding.UTF8.GetBytes(id)) : null;
        return key is null ? Rejected.UnknownKey : null;
    }

    private AccessTokenResult CheckClaims(JsonElement claims, DateTimeOffset now)
    {
        if (StrictJson.String(claims, "iss"u8) != policy.Issuer)
        {
            return Rejected.WrongIssuer;
        }

        if (StrictJson.String(claims, "aud"u8) != policy.Audience)
        {
            return Rejected.WrongAudience;
        }

        if (StrictJson.Time(claims, "exp"u8) is not { } expiresAt
            || StrictJson.Time(claims, "iat"u8) is not { } issuedAt
            || !TryReadOptionalTime(claims, "nbf"u8, out var notBefore))
        {
            return Rejected.WrongClaim;
        }

        if (now - expiresAt >= ClockSkew)
        {
            return Rejected.Expired;
        }

        return issuedAt - now > ClockSkew || notBefore - now > ClockSkew
            ? Rejected.NotYetValid
            : ReadClaims(claims, issuedAt, expiresAt);
    }

    private static AccessTokenResult ReadClaims(
        JsonElement claims, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        if (!UserId.TryParse(StrictJson.String(claims, "sub"u8), out var user)
            || !SessionId.TryParse(StrictJson.String(claims, "sid"u8), out var session)
            || StrictJson.String(claims, "jti"u8) is not { Length: > 0 and <= MaxTokenIdLength } tokenId
            || StrictJson.String(claims, "client_id"u8)
                is not { Length: > 0 and <= AccessTokenPolicy.MaxNameLength } clientId
            || StrictJson.Time(claims, "auth_time"u8) is not { } authenticatedAt
            || !TryReadGeneration(claims, out var generation)
            || ReadRoles(claims) is not { } roles)
        {
            return Rejected.WrongClaim;
        }

        return new Accepted(new(
            user, session, generation, tokenId, clientId, issuedAt, expiresAt, authenticatedAt, roles));
    }

    /// <summary>Absent is good; present must be a time.</summary>
    private static bool TryReadOptionalTime(JsonElement claims, ReadOnlySpan<byte> name, out DateTimeOffset? time)
    {
        time = StrictJson.Time(claims, name);
        return time is not null || !claims.TryGetProperty(name, out _);
    }

    private static bool TryReadGeneration(JsonElement claims, out Generation? generation)
    {
        generation = null;
        if (!claims.TryGetProperty("gen"u8, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Number
            || !member.TryGetInt32(out var value)
            || value is < 0 or > Generation.MaxValue)
        {
            return false;
        }

        generation = new(value);
        return true;
    }

    private static List<string>? ReadRoles(JsonElement claims)
    {
        if (!claims.TryGetProperty("roles"u8, out var member)
            || member.ValueKind != JsonValueKind.Array
            || member.GetArrayLength() > AccessTokenPolicy.MaxRoles)
        {
            return null;
        }

        var roles = new List<string>(member.GetArrayLength());
        foreach (var element in member.EnumerateArray())
        {
            if (StrictJson.String(element) is not { Length: <= AccessTokenPolicy.MaxRoleLength } role)
            {
                return null;
            }

            roles.Add(role);
        }

        return roles;
    }
}
