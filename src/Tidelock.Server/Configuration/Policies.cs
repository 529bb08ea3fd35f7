using Tidelock.Keys;
using Tidelock.Server.Events;
using Tidelock.Server.Http;
using Tidelock.Server.Keys;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Server.Tokens;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server.Configuration;

/// <summary>Everything that is configured, checked and immutable.</summary>
internal sealed record Policies(
    PublicAddress Address,
    SessionPolicy Sessions,
    AccessTokenPolicy AccessTokens,
    CookiePolicy Cookies,
    OriginPolicy Origins,
    ProxyPolicy Proxies,
    LimitPolicy Limits,
    PasswordPolicy Passwords,
    KeysOptions Keys,
    KeyPolicy KeyRing,
    EventPolicy Events)
{
    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="TidelockConfigurationException">Something is wrong with it; all of it is told.</exception>
    internal static Policies From(IConfiguration configuration)
    {
        var errors = new ConfigurationErrors();
        var options = TidelockOptions.Read(configuration, errors);
        var address = PublicAddress.From(options.Public, errors);
        MasterKeySource.Check(options.Keys, errors);
        var policies = new Policies(
            address,
            SessionsFrom(options),
            AccessTokensFrom(options.AccessTokens, address, errors),
            CookiePolicy.From(options.Cookies, address, errors),
            OriginPolicy.From(options.Cors, address, errors),
            ProxyPolicy.From(options.Proxies, errors),
            LimitPolicy.From(options.Limits, errors),
            PasswordPolicy.From(options.Passwords),
            options.Keys,
            new() { SigningRotation = options.Keys.RotateEvery },
            EventPolicy.From(options.Events, options.Sessions.KeepEnded));
        errors.ThrowIfAny();
        return policies;
    }

    private static AccessTokenPolicy AccessTokensFrom(
        AccessTokensOptions options, PublicAddress address, ConfigurationErrors errors)
    {
        var audience = options.Audience ?? address.Origin;
        if (audience.Length > AccessTokenPolicy.MaxNameLength)
        {
            errors.Add("Tidelock:AccessTokens:Audience", $"has more than {AccessTokenPolicy.MaxNameLength} characters");
        }

        if (options.ClientId.Length is 0 or > AccessTokenPolicy.MaxNameLength)
        {
            errors.Add("Tidelock:AccessTokens:ClientId", $"has more than {AccessTokenPolicy.MaxNameLength} characters");
        }

        return new()
        {
            Issuer = address.Origin,
            Audience = audience,
            ClientId = options.ClientId,
            Lifetime = options.Lifetime,
        };
    }

    private static SessionPolicy SessionsFrom(TidelockOptions options) => new()
    {
        AbsoluteLife = options.Sessions.AbsoluteLife,
        IdleLife = options.Sessions.IdleLife,
        RememberedIdleLife = options.Sessions.RememberedIdleLife,
        MaxPerUser = options.Sessions.MaxPerUser,
        AtLimit = options.Sessions.AtLimit,
        Rotate = options.Sessions.Rotate,
        Overlap = options.Sessions.Overlap,
        Binding = options.Binding.Mode,
        RebindDelay = options.Binding.RebindDelay,
    };
}
