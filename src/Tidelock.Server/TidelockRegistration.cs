using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tidelock.Keys;
using Tidelock.Server.Administration;
using Tidelock.Server.Configuration;
using Tidelock.Server.Events;
using Tidelock.Server.Health;
using Tidelock.Server.Http;
using Tidelock.Server.Http.OpenApi;
using Tidelock.Server.Keys;
using Tidelock.Server.Limits;
using Tidelock.Server.Passwords;
using Tidelock.Server.Sessions;
using Tidelock.Server.Tokens;
using Tidelock.Server.Users;
using Tidelock.Sessions;
using Tidelock.Tokens;

namespace Tidelock.Server;

/// <summary>Adds the session server to an application.</summary>
public static class TidelockRegistration
{
    private const string UnreadableRequests = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    /// <summary>
    /// Adds everything that <see cref="TidelockEndpoints.MapTidelock"/> serves. Reads the section <c>Tidelock</c> and
    /// the documented flat names of <paramref name="configuration"/> at once. Sets the limits of the web server too
    /// (Kestrel: sizes, times, connections), for what is listened to from here on; an application that needs others,
    /// say for uploads, configures them afterwards.
    /// </summary>
    /// <param name="services">The application's services. A <see cref="TimeProvider"/> and an
    /// <see cref="IRandomSource"/> that are there already are used.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="stores">The stores, opened and migrated; the caller disposes of their database.</param>
    /// <param name="dataDirectory">Where this node keeps its files; it must exist.</param>
    /// <exception cref="TidelockConfigurationException">A setting is wrong; all wrong ones are named.</exception>
    public static IServiceCollection AddTidelock(
        this IServiceCollection services, IConfiguration configuration, TidelockStores stores, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentException.ThrowIfNullOrEmpty(dataDirectory);
        var policies = Policies.From(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton(new DataDirectory(Path.GetFullPath(dataDirectory)));
        AddStores(services, stores);
        if (!policies.Events.Audit)
        {
            stores.Events.SwitchOff();
        }

        AddPolicies(services, policies);
        AddHttp(services, policies);
        AddKeys(services);
        AddSessions(services, policies);
        AddUsers(services);
        AddEvents(services);
        services.AddAdministration();
        services.TryAddSingleton<HealthEndpoints>();
        services.AddApiDocument();
        return services;
    }

    private static void AddStores(IServiceCollection services, TidelockStores stores)
    {
        services.TryAddSingleton(stores.Database);
        services.TryAddSingleton(stores.Sessions);
        services.TryAddSingleton(stores.Users);
        services.TryAddSingleton(stores.Events);
        services.TryAddSingleton(stores.Keys);
    }

    private static void AddPolicies(IServiceCollection services, Policies policies)
    {
        services.TryAddSingleton(policies);
        services.TryAddSingleton(policies.Address);
        services.TryAddSingleton(policies.Sessions);
        services.TryAddSingleton(policies.AccessTokens);
        services.TryAddSingleton(policies.Cookies);
        services.TryAddSingleton(policies.Origins);
        services.TryAddSingleton(policies.Proxies);
        services.TryAddSingleton(policies.Limits);
        services.TryAddSingleton(policies.Passwords);
        services.TryAddSingleton(policies.Events);
        services.TryAddSingleton(policies.Keys);
        services.TryAddSingleton(policies.KeyRing);
    }

    private static void AddHttp(IServiceCollection services, Policies policies)
    {
        // There the web server writes down the header lines that it could not read, and one may hold a token.
        services.AddLogging(logging => logging.AddFilter(UnreadableRequests, LogLevel.None));
        services.TryAddSingleton<CrossSiteCheck>();
        services.TryAddSingleton<UnknownProxy>();
        services.TryAddSingleton(provider => new DpopProofChecker(
            provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.TryAddSingleton<ProofReader>();
        services.TryAddSingleton<TurnedAway>();
        services.TryAddSingleton<AdmissionControl>();
        services.TryAddSingleton<ConnectionGate>();
        services.AddOptions<KestrelServerOptions>().Configure<ConnectionGate>(KestrelLimits.Apply);
        services.TryAddSingleton<RefreshLimits>();
        services.TryAddSingleton<SignInLimits>();
        services.TryAddSingleton<ClientEventLimits>();
        services.AddCors(cors => cors.AddPolicy(
            CorsRules.PolicyName, policy => CorsRules.Apply(policy, policies.Origins)));
        services.Configure<ForwardedHeadersOptions>(options => Forwarding.Apply(options, policies.Proxies));
        services.AddHostedService<StartWarnings>();
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.TryAddSingleton<ISecretSealer, DataProtectionSealer>();
        services.TryAddSingleton<KeyRingKeeper>();

        // First among the hosted services: the others seal and sign with it.
        services.AddHostedService<KeyRingUpkeep>();
    }

    private static void AddSessions(IServiceCollection services, Policies policies)
    {
        services.TryAddSingleton<AccessTokenWriter>();
        services.TryAddSingleton<AccessTokenReader>();
        services.TryAddSingleton(provider => new RefreshSession(
            provider.GetRequiredService<ISessionStore>(), policies.Sessions, policies.Events.Mode));
        services.TryAddSingleton<StartSession>();
        services.TryAddSingleton<EndSessions>();
        services.TryAddSingleton<SessionCookies>();
        services.TryAddSingleton<SessionFlights>();
        services.TryAddSingleton<SessionWriter>();
        services.TryAddSingleton<CallerReader>();
        services.TryAddSingleton<TokenFinder>();
        services.TryAddSingleton<SignInAudit>();
        services.TryAddSingleton<SignInStart>();
        services.TryAddSingleton<UserSessions>();
        services.TryAddSingleton<LoginEndpoint>();
        services.TryAddSingleton<RefreshEndpoint>();
        services.TryAddSingleton<SignOutEndpoint>();
        services.TryAddSingleton<OwnSessionsEndpoint>();
        services.TryAddSingleton<BearerCheck>();
        services.AddMetrics();
        services.TryAddSingleton<ClientMetrics>();
        services.TryAddSingleton<ClientEvents>();
        services.TryAddSingleton<RevokeEndpoint>();
        services.TryAddSingleton<MetadataEndpoints>();
        services.TryAddSingleton<Sweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<Sweeper>());
    }

    private static void AddUsers(IServiceCollection services)
    {
        services.TryAddSingleton<PasswordRules>();
        services.TryAddSingleton<PasswordHashing>();
        services.TryAddSingleton<IssueLink>();
        services.TryAddSingleton<MeEndpoint>();
        services.TryAddSingleton<ChangePasswordEndpoint>();
        services.TryAddSingleton<LinkEndpoints>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.TryAddSingleton<EventFeed>();
        services.TryAddSingleton<HeadFile>();
        services.TryAddSingleton<OwnEventsEndpoint>();
        services.AddHostedService<RollbackCheck>();
        services.TryAddSingleton<EventSealer>();
        services.AddHostedService(provider => provider.GetRequiredService<EventSealer>());
    }
}
