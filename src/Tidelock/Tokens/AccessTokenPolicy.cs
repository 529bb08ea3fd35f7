namespace Tidelock.Tokens;

/// <summary>The rules of access tokens at run time: immutable, made from validated options.</summary>
public sealed record AccessTokenPolicy
{
    /// <summary>Most roles one token carries.</summary>
    public const int MaxRoles = 32;

    /// <summary>Longest role, in characters.</summary>
    public const int MaxRoleLength = 64;

    /// <summary>Longest issuer, audience or client id, in characters.</summary>
    public const int MaxNameLength = 256;

    /// <summary>`iss`: the one public URL.</summary>
    public required string Issuer { get; init; }

    /// <summary>`aud`: who the tokens are for.</summary>
    public required string Audience { get; init; }

    /// <summary>`client_id`: the application that the user signed in to.</summary>
    public required string ClientId { get; init; }

    /// <summary>Life of an access token before jitter; 5 to 60 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The part of the life that jitter may take, so that clients don't renew in herds; 0 to 0.05.</summary>
    public double JitterFraction { get; init; } = 0.05;
}

/// <summary>What writer, reader and keys agree on.</summary>
internal static class AccessTokenFormat
{
    internal const string Algorithm = "ES256";
    internal const string Type = "at+jwt";

    /// <summary>
    /// Longest token, in characters. The longest claims that the policy allows stay below it: 32 roles of 64
    /// characters take 6.2 KB in UTF-8, three names 2.3 KB, the rest 0.5 KB; base64url adds a third.
    /// </summary>
    internal const int MaxTextLength = 12_288;
}
